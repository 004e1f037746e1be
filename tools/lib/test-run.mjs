import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { lastLines, runHere, runQuietly } from './commands.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { printFatal, UserError } from './errors.mjs';
import { step } from './output.mjs';
import { startPostgres, TEST_SETTINGS } from './postgres.mjs';
import { projectRoot } from './project.mjs';
import { findRedisProgram } from './redis.mjs';

const WORKERS_MAX = 4;

/** What each check runs, from package.json, so that `npm run check` and `npm test` cannot differ. */
const CHECKS = [
  { title: 'Types', script: 'typecheck' },
  { title: 'Lint', script: 'lint' },
  { title: 'Format', script: 'format:check' },
  { title: 'Import rules', script: 'arch' },
];

/**
 * `npm test`: sets everything up, runs the checks and every spec, shows how fast it is beside the committed figures, and ends with a
 * line `N passed, N failed, N skipped`. With arguments it runs only Jest, with these arguments.
 *
 * @param {string[]} args for Jest
 */
export async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'backlay-test-'));
  try {
    await ensureDependencies();
    const failedChecks = args.length === 0 ? await runChecks() : [];
    await ensureBuild();
    const counts = await runSpecs(args, folder);
    if (args.length === 0) await showSpeed();
    process.exitCode = report(counts, failedChecks);
  } catch (error) {
    printFatal(error);
    console.log('\nTests: 0 passed, 1 failed, 0 skipped');
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<string[]>} titles of the checks that failed */
async function runChecks() {
  /** @type {string[]} */
  const failed = [];
  for (const { title, script } of CHECKS) {
    const check = async () => {
      const { code, output } = await runQuietly('npm', ['run', '--silent', script], {
        shell: process.platform === 'win32',
      });
      if (code !== 0)
        throw new UserError(`${title} (npm run ${script}) failed:`, { detail: lastLines(output, 60) });
    };
    try {
      await step(title, check);
    } catch (error) {
      failed.push(title);
      printFatal(error);
    }
  }
  return failed;
}

/** Prints ratios beside the committed ones. What is slower is to be seen, but it fails nothing: machines of CI are shared. */
async function showSpeed() {
  console.log('\nnpm run bench:check');
  const code = await runHere(process.execPath, [join(projectRoot, 'dist', 'bench', 'check', 'main.js')]);
  if (code !== 0) console.log('A benchmark failed, see above; npm test goes on all the same.');
}

/**
 * @param {string[]} args
 * @param {string} folder
 * @returns {Promise<{ passed: number, failed: number, skipped: number, redisMissing: boolean, browserMissing: boolean }>}
 */
async function runSpecs(args, folder) {
  const redisMissing = !findRedisProgram() && !process.env.REDIS_URL;
  if (redisMissing)
    console.log(
      'No redis-server on the PATH and no REDIS_URL: the specs that need a real Redis are skipped.',
    );
  const browserMissing = !findChromium();
  if (browserMissing)
    console.log(
      'No Chromium at CHROMIUM_PATH or /usr/bin/chromium: the specs that need a browser are skipped.',
    );
  const server = await step('Starting PostgreSQL for the specs', () =>
    startPostgres({
      folder: join(folder, 'postgres'),
      logFile: join(folder, 'postgres.log'),
      settings: TEST_SETTINGS,
    }),
  );
  try {
    const results = join(folder, 'jest.json');
    const jest = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
    const workers = Math.min(availableParallelism(), WORKERS_MAX);
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
    const code = await runHere(
      process.execPath,
      [...node, `--maxWorkers=${workers}`, '--json', `--outputFile=${results}`, ...args],
      {
        env: { ...process.env, TEST_DATABASE_URL: server.url },
      },
    );
    return { ...countResults(results, code), redisMissing, browserMissing };
  } finally {
    await server.stop();
  }
}

/**
 * @param {string} path of Jest's own summary
 * @param {number} code Jest's exit code
 */
function countResults(path, code) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
    JSON.parse(readFileSync(path, 'utf8'));
  // A spec file that cannot be loaded has no tests to count, and must not go unseen.
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * @param {{ passed: number, failed: number, skipped: number, redisMissing: boolean, browserMissing: boolean }} counts
 * @param {string[]} failedChecks
 * @returns {number} the exit code
 */
function report({ passed, failed, skipped, redisMissing, browserMissing }, failedChecks) {
  const problems = failedChecks.map((title) => `${title} failed, see above.`);
  const redisIsRequired = redisMissing && process.env.CI === 'true';
  if (redisIsRequired)
    problems.push(
      'CI=true, and the specs that need a real Redis could not run: install redis-server or give REDIS_URL.',
    );
  if (browserMissing && process.env.CI === 'true')
    problems.push(
      'CI=true, and the specs that need a browser could not run: install chromium or give CHROMIUM_PATH.',
    );
  for (const problem of problems) console.log(problem);
  const failures = failed + problems.length;
  console.log(`\nTests: ${passed} passed, ${failures} failed, ${skipped} skipped`);
  return failures === 0 ? 0 : 1;
}
