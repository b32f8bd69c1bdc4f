import busbar from '@busbar/eslint-rules';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const product = [
  'layer:core',
  'layer:service',
  'layer:construct',
  'layer:stack',
  'layer:pipeline',
  'layer:runtime',
  'layer:rehearsal',
  'layer:app',
  'layer:tool',
];

/**
 * Which layer may import which; the picture of it is in ARCHITECTURE.md. No layer of the product may import the company
 * (`layer:company`); its tests use a company of their own (`layer:testing`).
 */
const mayImport = {
  'layer:core': ['layer:core'],
  'layer:service': ['layer:service'],
  'layer:construct': ['layer:construct', 'layer:core'],
  'layer:stack': ['layer:stack', 'layer:construct', 'layer:core'],
  'layer:pipeline': ['layer:pipeline', 'layer:stack', 'layer:construct', 'layer:core'],
  'layer:runtime': ['layer:runtime', 'layer:core'],
  'layer:rehearsal': ['layer:rehearsal', 'layer:pipeline', 'layer:runtime', 'layer:core'],
  'layer:app': product,
  'layer:tool': [...product, 'layer:testing'],
  'layer:testing': ['layer:testing', 'layer:service', 'layer:construct', 'layer:core'],
  // Doorstep has its own stacks, as a service team has.
  'layer:company': ['layer:company', 'layer:service', 'layer:construct', 'layer:core'],
};
const mayImportCdk = ['layer:construct', 'layer:stack', 'layer:pipeline', 'layer:rehearsal', 'layer:company', 'layer:testing'];
const cdk = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'];

/**
 * @param alsoAllowed layers that every layer may import, in these files
 * @param withCdk layers that may import the CDK
 */
const moduleBoundaries = (alsoAllowed = [], withCdk = mayImportCdk) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    checkDynamicDependenciesExceptions: ['.*'],
    depConstraints: Object.entries(mayImport).map(([sourceTag, allowed]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...allowed, ...alsoAllowed],
      ...(withCdk.includes(sourceTag) ? {} : { bannedExternalImports: cdk }),
    })),
  },
];

/** Deliveries (`libs/topology/src/deliveries`) and deployment units (`pipelines/rollout/src/draw-stage.ts`). */
const kindsWithTables = ['queue', 'function', 'central-bus', 'routing'];

export default [
  {
    ignores: [
      '**/dist',
      '**/cdk.out',
      '**/node_modules',
      '**/*.generated.*',
      '**/jest.config.cjs',
      '**/libs/events/*/src/**',
      '.nx',
    ],
  },
  ...tseslint.configs.recommended,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    plugins: { '@nx': nx, busbar },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'no-console': 'off',
      'busbar/kinds-are-tables': ['error', { tags: ['kind', 'state'], tables: kindsWithTables }],
      'busbar/no-deep-imports': 'error',
    },
  },
  // Benchmarks draw what a service team would.
  {
    files: ['tools/bench/src/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries([], [...mayImportCdk, 'layer:tool']) },
  },
  { files: ['**/test/**/*.ts'], rules: { '@nx/enforce-module-boundaries': moduleBoundaries(['layer:testing']) } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
];
