const { existsSync } = require('node:fs');
const { dirname, join, relative, resolve, sep } = require('node:path');

/**
 * A folder of a package's `src` that has an `index.ts` is entered there: from outside the folder, an import names the index and
 * nothing behind it. Files of the folder itself may import each other, and a package's tests may look inside.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    docs: { description: 'Forbids relative imports that pass by the index.ts of a folder.' },
    schema: [],
    messages: {
      deep: '"{{specifier}}" passes by {{index}}. Import what you need from there, or export it there.',
    },
  },
  create(context) {
    const from = dirname(context.filename);
    if (!from.split(sep).includes('src')) return {};

    function check({ source }) {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const folder = passedBy(from, resolve(from, source.value));
      if (folder === undefined) return;
      const index = `${relative(from, join(folder, 'index.ts'))}`.split(sep).join('/');
      context.report({ node: source, messageId: 'deep', data: { specifier: source.value, index: asSpecifier(index) } });
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      TSImportType: (node) => check({ source: node.source ?? node.argument?.literal }),
    };
  },
};

/** The outermost folder with an index that the import enters without naming it. */
function passedBy(from, target) {
  const inside = relative(from, target).split(sep);
  const names = inside.filter((name) => name !== '..');
  let folder = inside.slice(0, inside.length - names.length).reduce((path) => dirname(path), from);
  for (const name of names.slice(0, -1)) {
    folder = join(folder, name);
    if (existsSync(join(folder, 'index.ts'))) return target === join(folder, 'index') ? undefined : folder;
  }
  return undefined;
}

function asSpecifier(path) {
  return path.startsWith('.') ? path : `./${path}`;
}
