import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { lastLines, runQuietly } from './commands.mjs';
import { UserError } from './errors.mjs';
import { step } from './output.mjs';
import { projectRoot } from './project.mjs';

/**
 * A part of dist/ that is built by itself.
 *
 * @typedef {object} Part
 * @property {string} title what is shown while it is built
 * @property {string} done what is shown then
 * @property {string} marker written after a successful build: what was built from
 * @property {readonly string[]} settings files that it depends on besides its sources
 * @property {readonly string[]} folders where its sources are
 * @property {(path: string) => boolean} isSource whether a file in these folders is one
 * @property {readonly string[]} command arguments of Node
 */

/** Where the sources of the pages are, which the programs do not contain. */
const PAGES_FOLDER = join('apps', 'analytics', 'web');

/** @param {string} path */
const isPage = (path) => path.startsWith(PAGES_FOLDER + sep);

/** Apps, libs, tools, bench, the simulation and what they use of the tests: one program for the compiler. @type {Part} */
const PROGRAMS = {
  title: 'Building',
  done: 'Built',
  marker: '.backlay-build',
  settings: ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
  folders: ['apps', 'libs', 'tools', 'bench', 'test/pages', 'test/simulation', 'test/support'],
  isSource: (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !isPage(path),
  // Plain tsc leaves `@backlay/...` in the output, which Node cannot resolve; Nest's builder rewrites it.
  command: [join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'engine'],
};

/** What browsers get. @type {Part} */
const PAGES = {
  title: 'Building the pages',
  done: 'Pages built',
  marker: '.backlay-pages',
  settings: ['package-lock.json', 'tsconfig.json'],
  folders: [PAGES_FOLDER, 'libs/client', 'libs/contracts'],
  isSource: (path) => !path.endsWith('.spec.ts'),
  command: [
    join('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    join(PAGES_FOLDER, 'vite.config.mjs'),
  ],
};

/**
 * Builds into dist/ what has changed since the last time.
 *
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function ensureBuild({ signal } = {}) {
  for (const part of [PROGRAMS, PAGES]) {
    const wanted = sourcesHash(part);
    if (builtHash(part) === wanted) continue;
    await step(part.title, () => build(part, signal), { done: () => part.done });
    mkdirSync(dirname(markerOf(part)), { recursive: true });
    writeFileSync(markerOf(part), wanted);
  }
}

/** @param {Part} part */
function markerOf({ marker }) {
  return join(projectRoot, 'dist', marker);
}

/**
 * @param {Part} part
 * @returns {string[]} paths of everything the build reads, in a stable order
 */
function sourceFiles({ settings, folders, isSource }) {
  const sources = folders.flatMap((folder) => {
    const absolute = join(projectRoot, folder);
    if (!existsSync(absolute)) return [];
    return readdirSync(absolute, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
      .filter(isSource);
  });
  return [...settings, ...sources.sort()];
}

/**
 * @param {Part} part
 * @returns {string} a hash over the contents, so that a checkout there and back builds nothing
 */
function sourcesHash(part) {
  const hash = createHash('sha256');
  for (const path of sourceFiles(part)) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(projectRoot, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {Part} part
 * @returns {string | undefined}
 */
function builtHash(part) {
  try {
    return readFileSync(markerOf(part), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {Part} part
 * @param {AbortSignal | undefined} signal
 */
async function build({ command }, signal) {
  const [script, ...args] = command;
  const { code, output } = await runQuietly(process.execPath, [join(projectRoot, script), ...args], {
    signal,
  });
  signal?.throwIfAborted();
  if (code === 0) return;
  if (output.includes('ENOSPC'))
    throw new UserError('The disk is full: the build needs about 20 MB in dist/.');
  throw new UserError('The build failed:', { detail: lastLines(output, 40) });
}
