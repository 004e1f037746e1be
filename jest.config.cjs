const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** Jest runs the TypeScript sources as ES modules; `npm test` adds the Node flag that this needs. */
module.exports = {
  rootDir: '.',
  testEnvironment: 'node',
  // Real servers on a busy machine: what a spec waits for is a condition, and this only bounds it.
  testTimeout: 20_000,
  // The seeds of the simulation leave much behind; a worker that has grown to this is replaced between two files.
  workerIdleMemoryLimit: '1GB',
  testRegex: '\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  moduleFileExtensions: ['js', 'json', 'ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@backlay/client/node$': '<rootDir>/libs/client/src/node/index.ts',
    '^@backlay/(.*)$': '<rootDir>/libs/$1/src/index.ts',
  },
};
