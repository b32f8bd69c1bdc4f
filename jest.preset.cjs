/** What every project's jest.config.cjs starts from: TypeScript through swc, CommonJS, no network, no AWS account. */
process.env.AWS_EC2_METADATA_DISABLED = 'true';
process.env.CDK_VALIDATION = 'false';
process.env.NO_COLOR = '1';
// Nx sets it, and it would win.
delete process.env.FORCE_COLOR;
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  setupFiles: [require.resolve('./jest.seed.cjs')],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@busbar|@doorstep|@larkhill)'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out'],
  maxWorkers: 2,
  // A guard against hanging, not a measure: machines are busy.
  testTimeout: 240_000,
  passWithNoTests: true,
};
