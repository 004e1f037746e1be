import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Options, transform } from '@swc/core';
import { temporaryDirectory } from './temporary-directory.js';

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '..');
const PROJECT = join(SOURCES, '..', '..', '..');
const SWC_OPTIONS: Options = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};

/** This library as JavaScript in a temporary folder, so that a spec can run parts of it in processes that it kills. */
export async function compiledSources(): Promise<{ path: string; remove: () => Promise<void> }> {
  const target = await temporaryDirectory('transport');
  await mkdir(join(target.path, 'testing'));
  await writeFile(join(target.path, 'package.json'), '{ "type": "module" }');
  await symlink(join(PROJECT, 'node_modules'), join(target.path, 'node_modules'), 'junction');
  for (const folder of ['.', 'testing']) {
    for (const name of await readdir(join(SOURCES, folder))) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
      const source = await readFile(join(SOURCES, folder, name), 'utf8');
      const { code } = await transform(source, { ...SWC_OPTIONS, filename: name });
      await writeFile(join(target.path, folder, name.replace(/\.ts$/, '.js')), code);
    }
  }
  return target;
}
