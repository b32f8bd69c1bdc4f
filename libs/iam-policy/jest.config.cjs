module.exports = { ...require('../../jest.preset.cjs'), displayName: 'iam-policy' };
