import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, runQuietly } from './commands.mjs';
import { UserError } from './errors.mjs';
import { step } from './output.mjs';
import { projectRoot } from './project.mjs';

const SOURCE_FOLDERS = ['apps', 'libs', 'tools', 'bench', 'test/simulation'];
const SETTINGS = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Written after a successful build: what was built from. */
const MARKER = join(projectRoot, 'dist', '.backlay-build');

/** @returns {string[]} paths of everything the build reads, in a stable order */
function sourceFiles() {
  const sources = SOURCE_FOLDERS.flatMap((folder) => {
    const absolute = join(projectRoot, folder);
    if (!existsSync(absolute)) return [];
    return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
      .map((path) => join(folder, path));
  });
  return [...SETTINGS, ...sources.sort()];
}

/** @returns {string} a hash over the contents, so that a checkout there and back builds nothing */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const path of sourceFiles()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(projectRoot, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @returns {string | undefined} */
function builtHash() {
  try {
    return readFileSync(MARKER, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Compiles everything (apps, libs, tools, bench, the simulation: one program) into dist/ when a source has changed since the last time.
 *
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function ensureBuild({ signal } = {}) {
  const wanted = sourcesHash();
  if (builtHash() === wanted) return;
  await step('Building', () => build(signal), { done: () => 'Built' });
  writeFileSync(MARKER, wanted);
}

/** @param {AbortSignal | undefined} signal */
async function build(signal) {
  // Plain tsc leaves `@backlay/...` in the output, which Node cannot resolve; Nest's builder rewrites it.
  const nest = join(projectRoot, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { code, output } = await runQuietly(process.execPath, [nest, 'build', 'engine'], { signal });
  signal?.throwIfAborted();
  if (code === 0) return;
  if (output.includes('ENOSPC'))
    throw new UserError('The disk is full: the build needs about 20 MB in dist/.');
  throw new UserError('The build failed:', { detail: lastLines(output, 40) });
}
