module.exports = { ...require('../../jest.preset.cjs'), displayName: 'template-checks' };
