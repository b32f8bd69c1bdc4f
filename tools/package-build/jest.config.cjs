module.exports = { ...require('../../jest.preset.cjs'), displayName: 'package-build' };
