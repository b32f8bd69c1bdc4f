/** ESLint rules of this workspace; `eslint.config.mjs` turns them on under `busbar/`. */
module.exports = {
  rules: {
    'kinds-are-tables': require('./kinds-are-tables.cjs'),
    'no-deep-imports': require('./no-deep-imports.cjs'),
  },
};
