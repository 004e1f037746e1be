import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { onParentGone } from './parent.mjs';
import { projectRoot } from './project.mjs';

const OUTPUT_CHARACTERS_MAX = 200_000;

/**
 * Runs a command in the project folder and keeps what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ signal?: AbortSignal, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number | null, output: string }>} code: null when it was ended by a signal
 */
export function runQuietly(command, args, { signal, env = process.env, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env,
      shell,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream
        .setEncoding('utf8')
        .on('data', (text) => (output = (output + text).slice(-OUTPUT_CHARACTERS_MAX)));
    }
    child.once('error', (error) =>
      error.name === 'AbortError' ? resolve({ code: null, output }) : reject(error),
    );
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * Runs a command in the project folder on this terminal.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function runHere(command, args, { env = process.env, cwd = projectRoot } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    // Ctrl-C reaches the child too, which decides how to end; we only wait for it. A SIGTERM we pass on.
    const ignore = () => {};
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore).on('SIGTERM', forward);
    const endWatch = onParentGone(forward);
    child.once('error', reject);
    child.once('close', (code) => {
      endWatch();
      process.off('SIGINT', ignore).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/**
 * @param {string} output
 * @param {number} [lines]
 * @returns {string} the last lines that say something, without colours
 */
export function lastLines(output, lines = 20) {
  const said = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return said.slice(-lines).join('\n');
}
