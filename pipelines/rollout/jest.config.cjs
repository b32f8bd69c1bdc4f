/** Whole assemblies are synthesized and validated here, which takes seconds on a busy machine. */
module.exports = { ...require('../../jest.preset.cjs'), displayName: 'rollout', testTimeout: 60_000 };
