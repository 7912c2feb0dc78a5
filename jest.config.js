/** Two kinds of tests: `unit` is pure and needs no rights, `kernel` needs root and makes its own namespaces. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.tmp/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          // Node wants to be told that what it imports is JSON.
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  // Against a test that hangs. Real namespaces on a busy machine take their time; waiting for a state has bounds of its own.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/**/*.unit.test.ts'] },
    { ...shared, displayName: 'kernel', testMatch: ['<rootDir>/**/*.kernel.test.ts'] },
  ],
};
