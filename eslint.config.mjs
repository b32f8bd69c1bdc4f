import busbar from '@busbar/eslint-rules';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Which layer may import which; the picture of it is in ARCHITECTURE.md. */
const mayImport = {
  'layer:core': ['layer:core'],
  'layer:service': ['layer:service'],
  'layer:construct': ['layer:construct', 'layer:core'],
  'layer:stack': ['layer:stack', 'layer:construct', 'layer:core'],
  'layer:pipeline': ['layer:pipeline', 'layer:stack', 'layer:construct', 'layer:core'],
  'layer:runtime': ['layer:runtime', 'layer:core'],
  'layer:app': ['*'],
  'layer:tool': ['*'],
};
const mayImportCdk = ['layer:construct', 'layer:stack', 'layer:pipeline', 'layer:company'];
const cdk = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'];

const depConstraints = [
  ...Object.entries(mayImport).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags,
    ...(mayImportCdk.includes(sourceTag) ? {} : { bannedExternalImports: cdk }),
  })),
  // The sample company has its own stacks, as a service team has.
  { sourceTag: 'layer:company', onlyDependOnLibsWithTags: ['layer:service', 'layer:construct', 'layer:core'] },
];

/** Deliveries (`libs/topology/src/deliveries`) and deployment units (`pipelines/rollout/src/draw-stage.ts`). */
const kindsWithTables = ['queue', 'function', 'central-bus', 'subscriber', 'routing', 'service-identity'];

export default [
  {
    ignores: [
      '**/dist',
      '**/cdk.out',
      '**/node_modules',
      '**/*.generated.*',
      '**/jest.config.cjs',
      'libs/events/*/src/**',
      '.nx',
    ],
  },
  ...tseslint.configs.recommended,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    plugins: { '@nx': nx, busbar },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], checkDynamicDependenciesExceptions: ['.*'], depConstraints },
      ],
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
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
];
