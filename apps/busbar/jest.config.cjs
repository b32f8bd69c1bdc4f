module.exports = { ...require('../../jest.preset.cjs'), displayName: 'busbar-cli' };
