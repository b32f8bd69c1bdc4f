module.exports = { ...require('../../jest.preset.cjs'), displayName: 'test-company', testMatch: ['<rootDir>/test/**/*.spec.ts'] };
