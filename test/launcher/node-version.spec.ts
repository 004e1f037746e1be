import { resolve } from 'node:path';

interface NodeVersionModule {
  readonly isSupportedNodeVersion: (version: string) => boolean;
}

describe('the Node.js that the project runs on', () => {
  it.each([
    ['18.20.8', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['21.7.3', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.0.0', true],
  ])('%s: %s', async (version, isSupported) => {
    const path = resolve(process.cwd(), 'tools', 'lib', 'node-version.mjs');
    const { isSupportedNodeVersion } = (await import(path)) as NodeVersionModule;
    expect(isSupportedNodeVersion(version)).toBe(isSupported);
  });
});
