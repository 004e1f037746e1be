import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, runQuietly } from './commands.mjs';
import { UserError } from './errors.mjs';
import { step } from './output.mjs';
import { projectRoot } from './project.mjs';

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(projectRoot, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * npm writes down what it has installed in a lock file of its own, as its last act: comparing the two needs no marker
 * of ours, also when somebody ran npm by hand or an installation was cut off.
 *
 * @returns {boolean} whether node_modules holds what package-lock.json asks for
 */
export function dependenciesAreInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock(join('node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '' || version === undefined) return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/**
 * Runs `npm ci` when the dependencies are missing or not those of package-lock.json.
 *
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function ensureDependencies({ signal } = {}) {
  if (dependenciesAreInstalled()) return;
  await step('Installing dependencies (npm ci, about a minute)', () => install(signal), {
    done: () => 'Dependencies installed',
  });
}

/** @param {AbortSignal | undefined} signal */
async function install(signal) {
  // Development dependencies are needed to build, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const isScript = npm !== undefined && /\.[cm]?js$/.test(npm);
  const { code, output } = isScript
    ? await runQuietly(process.execPath, [npm, ...args], { signal })
    : await runQuietly('npm', args, { signal, shell: process.platform === 'win32' });
  signal?.throwIfAborted();
  if (code === 0) return;
  if (output.includes('ENOSPC')) throw new UserError('The disk is full: the dependencies need about 500 MB.');
  if (/EACCES|EROFS/.test(output))
    throw new UserError(`npm cannot write into ${projectRoot}: is the clone yours?`, {
      detail: lastLines(output),
    });
  throw new UserError('npm could not install the dependencies (is the npm registry reachable?). It said:', {
    detail: lastLines(output),
  });
}
