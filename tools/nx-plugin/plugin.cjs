const { dirname } = require('node:path');

/**
 * Targets that follow from what a folder holds, so that no project repeats them:
 * a `tsconfig.json` gives `typecheck`; the company's `config/platform.yaml` gives `validate`, `compile`, `check-bindings`, `check-codeowners`, `synth` and others.
 */
exports.createNodesV2 = [
  '{**/tsconfig.json,config/platform.yaml}',
  (files) =>
    files
      .filter((file) => dirname(file) !== '.')
      .map((file) => [file, { projects: { [dirname(file)]: file === 'config/platform.yaml' ? company : typescript } }]),
];

const typescript = {
  targets: {
    typecheck: { command: 'tsc -p tsconfig.json', options: { cwd: '{projectRoot}' }, metadata: { description: 'Type check' } },
  },
};

const sources = [
  'companyConfig',
  'sharedGlobals',
  '{workspaceRoot}/{apps,libs,stacks,pipelines}/**/*.ts',
  // What the generated bindings carry along in their own languages.
  '{workspaceRoot}/libs/bindings/src/**/*',
  '{workspaceRoot}/apps/busbar/bin/busbar.mjs',
];

const busbar = (verb, more = {}) => ({
  command: `node apps/busbar/bin/busbar.mjs ${verb}`,
  cache: true,
  inputs: sources,
  ...more,
});

const company = {
  name: 'config',
  root: 'config',
  tags: ['layer:config'],
  targets: {
    validate: busbar('validate'),
    compile: busbar('plan'),
    bindings: busbar('bindings generate', { outputs: ['{workspaceRoot}/libs/events/*/src', '{workspaceRoot}/libs/events/go'] }),
    'check-bindings': busbar('bindings generate --check', { inputs: [...sources, '{workspaceRoot}/libs/events/**/*'] }),
    'check-schemas': {
      command: 'tsx libs/manifest/scripts/generate.ts --check',
      cache: true,
      inputs: ['companyConfig', 'sharedGlobals', '{workspaceRoot}/libs/{manifest,contracts,problem}/**/*.ts'],
      metadata: { description: 'Are the JSON Schemas for editors up to date?' },
    },
    'check-codeowners': busbar('codeowners', { inputs: [...sources, '{workspaceRoot}/.github/CODEOWNERS'] }),
    synth: busbar('synth --out cdk.out', { outputs: ['{workspaceRoot}/cdk.out'] }),
  },
};
