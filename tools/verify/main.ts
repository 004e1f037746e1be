import { parseArgs } from 'node:util';
import { errorMessage } from '../error-message.js';
import { openKeys } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { tableText, type Check } from './check.js';
import { verifyExchange } from './verification.js';

const USAGE = `npm run verify -- [options]

  Compares the engine's state, its log, Redis and both databases of a running exchange, and prints one table.

  --data DIR     the data folder (default: DATA_DIR, or .data)
  --wait S       how long storage and analytics may take to have what the engine has (default 30)
  --keys FILE    API keys in plain text; by default one is made in the keys file of the data folder for this run
  --json         the lines as JSON

Addresses come from the environment, as everywhere, or from the npm start that runs on the data folder.
Exit code: 0 all is as it should be, 1 something differs, 2 wrong use.`;

const WAIT_S_MAX = 3_600;

interface Options {
  readonly data: string | undefined;
  readonly keysFile: string | undefined;
  readonly waitMs: number;
  readonly json: boolean;
}

/** @throws Error whose message is for the user */
function readOptions(args: string[]): Options | undefined {
  const options = {
    data: { type: 'string' },
    keys: { type: 'string' },
    wait: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return undefined;
  const seconds = Number(values.wait);
  if (!/^\d+$/.test(values.wait) || seconds > WAIT_S_MAX) {
    throw new Error(`--wait is "${values.wait}", but must be a whole number of seconds up to ${WAIT_S_MAX}`);
  }
  return { data: values.data, keysFile: values.keys, waitMs: seconds * 1000, json: values.json };
}

function print(checks: readonly Check[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ ok: isGood(checks), checks }, undefined, 2));
    return;
  }
  const different = checks.filter(({ ok }) => ok === false).length;
  const verdict =
    different === 0 ? 'Everything agrees with the log.' : `${different} of ${checks.length} lines differ.`;
  console.log(`${tableText(checks)}\n\n${verdict}`);
}

function isGood(checks: readonly Check[]): boolean {
  return checks.every(({ ok }) => ok !== false);
}

async function main(args: string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${errorMessage(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const { data, waitMs, json } = options;
  loadEnvironmentFile();
  const exchange = findRunningExchange(process.env, data);
  const onStep = process.stderr.isTTY ? (step: string) => console.error(`... ${step}`) : () => undefined;
  const keys = openKeys({ keysFile: exchange.keysFile, plainFile: options.keysFile, label: 'verify' });
  try {
    const checks = await verifyExchange({ exchange, keys, waitMs, onStep });
    print(checks, json);
    return isGood(checks) ? 0 : 1;
  } finally {
    keys.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
