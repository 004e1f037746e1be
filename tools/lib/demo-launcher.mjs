import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from './errors.mjs';
import { launch } from './launcher.mjs';
import { projectRoot } from './project.mjs';

/** Flags of the demo itself, each with a value; see `tools/demo/options.ts`, which reads them. */
const FLAGS = ['--seed', '--speed', '--markets', '--rate'];

const built = join(projectRoot, 'dist', 'tools', 'demo');

/**
 * `npm run demo`: everything that `npm start` does, and traders in it.
 *
 * @param {string[]} args
 */
export async function launchDemo(args) {
  const { ofDemo, ofStart } = splitArguments(args);
  if (args.includes('--help')) console.log(HELP);
  await launch(withOwnFolder(ofStart), {
    name: 'demo',
    check: () => checkOptions(ofDemo),
    spawn: (env) =>
      // In a session of its own: Ctrl-C in the terminal is for the launcher, which stops everything in order.
      spawn(
        process.execPath,
        ['--enable-source-maps', '--import', PRELOAD, join(built, 'main.js'), ...ofDemo],
        {
          cwd: projectRoot,
          env,
          detached: process.platform !== 'win32',
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      ),
    invitation: (
      pagesUrl,
    ) => `The demo begins: several sports, whose markets open, turn in-play and are settled, without end. Open

  ${pagesUrl}

and sign in: as trader alice or bob, who have money, or as the operator. What happens is told below.`,
  });
}

/** Ends it when the launcher dies. */
const PRELOAD = pathToFileURL(join(projectRoot, 'tools', 'lib', 'stop-with-launcher.mjs')).href;

const HELP = `npm run demo -- [options]

  --seed N       fixtures, names, results and the traders' decisions follow from it (default 1)
  --speed N      seconds of the day that pass in one (default 1): with 10 a football match takes half a minute
  --markets N    markets that are alive at the same time, at least (default 12)
  --rate N       commands a second, of all traders together (default 60)

and all options of npm start:
`;

/**
 * @param {readonly string[]} args
 * @returns {{ ofDemo: string[], ofStart: string[] }} in their order
 */
export function splitArguments(args) {
  /** @type {string[]} */
  const ofDemo = [];
  /** @type {string[]} */
  const ofStart = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const [flag] = arg.split('=', 1);
    if (!FLAGS.includes(flag ?? '')) {
      ofStart.push(arg);
      continue;
    }
    ofDemo.push(arg);
    if (arg === flag && index + 1 < args.length) ofDemo.push(args[++index] ?? '');
  }
  return { ofDemo, ofStart };
}

/**
 * The demo's data is its own unless the user says where: it fills up, and what a user has tried before stays as it was.
 *
 * @param {string[]} args
 */
function withOwnFolder(args) {
  const isGiven = process.env.DATA_DIR || args.some((arg) => arg === '--data' || arg.startsWith('--data='));
  return isGiven ? args : [...args, `--data=${join(projectRoot, '.data', 'demo')}`];
}

/** @param {readonly string[]} args */
async function checkOptions(args) {
  const { readDemoOptions } = await import(pathToFileURL(join(built, 'options.js')).href);
  try {
    readDemoOptions(args);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
