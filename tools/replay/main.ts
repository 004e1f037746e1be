import { parseArgs } from 'node:util';
import { KeyFileError } from '@backlay/service';
import { EngineClient } from '../exchange/engine-client.js';
import { ServerError } from '../exchange/http-client.js';
import { openKeys, untilKnown, type RequestKeys } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { checkConsumers } from './consumer-check.js';
import { REPLAY_ACCOUNTS } from './market-replay.js';
import { RecordingError } from './recording-error.js';
import { countMessages } from './recording-reader.js';
import { replayFile } from './replay-file.js';
import { countInequalities, reportLines } from './replay-report.js';

const USAGE = `npm run replay -- FILE... [options]

  FILE              a recorded market: plain, .gz or .bz2
  --speed N         N times real time (default: as fast as the engine goes)
  --engine URL      default http://127.0.0.1:3000, or ENGINE_PORT
  --storage URL     default http://127.0.0.1:3001, or STORAGE_PORT
  --analytics URL   default http://127.0.0.1:3002, or ANALYTICS_PORT
  --keys FILE       API keys in plain text; by default the traders get keys in the keys file of DATA_DIR for this run

Ends with exit code 1 when a ladder was not equal, or storage or analytics do not agree with the engine.`;

interface Options {
  readonly files: readonly string[];
  readonly speed: number | undefined;
  readonly urls: { readonly engine: string; readonly storage: string; readonly analytics: string };
  readonly keysFile: string | undefined;
}

/** An argument that cannot be used; the message is for the user. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

function localUrl(portVariable: string, defaultPort: string): string {
  return `http://127.0.0.1:${process.env[portVariable] || defaultPort}`;
}

function readOptions(args: string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      speed: { type: 'string' },
      engine: { type: 'string', default: localUrl('ENGINE_PORT', '3000') },
      storage: { type: 'string', default: localUrl('STORAGE_PORT', '3001') },
      analytics: { type: 'string', default: localUrl('ANALYTICS_PORT', '3002') },
      keys: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  if (positionals.length === 0)
    throw new UsageError('Say which recording to replay: npm run replay -- FILE...');
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0))
    throw new UsageError(`--speed is "${values.speed}", but must be a number above 0`);
  const { engine, storage, analytics } = values;
  return { files: positionals, speed, urls: { engine, storage, analytics }, keysFile: values.keys };
}

interface CountedFile {
  readonly file: string;
  readonly messages: number;
}

/** @returns whether everything was equal */
async function replay({ files, speed, urls, keysFile: plainFile }: Options): Promise<boolean> {
  // All files first: nothing is sent when one of them is broken.
  const counted: CountedFile[] = [];
  for (const file of files) counted.push({ file, messages: await countMessages(file) });
  const { keysFile } = findRunningExchange();
  const keys = openKeys({ keysFile, plainFile, accountIds: REPLAY_ACCOUNTS, label: 'replay' });
  try {
    await untilKnown('engine', { url: urls.engine, path: '/v1/engine' }, keys);
    await untilKnown('storage', { url: urls.storage, path: '/v1/position' }, keys);
    await untilKnown('analytics', { url: urls.analytics, path: '/v1/position' }, keys);
    return await replayAll(counted, { speed, urls, keys });
  } finally {
    keys.close();
  }
}

async function replayAll(
  counted: readonly CountedFile[],
  { speed, urls, keys }: Pick<Options, 'speed' | 'urls'> & { readonly keys: RequestKeys },
): Promise<boolean> {
  const engine = new EngineClient(urls.engine, keys);
  let isEqual = true;
  try {
    for (const { file, messages } of counted) {
      const result = await replayFile(file, { engine, speed, messages });
      for (const line of reportLines(result)) console.log(line);
      const disagreements = await checkConsumers({
        markets: result.markets,
        sequence: engine.lastSequence,
        ...urls,
        keys,
      });
      for (const line of disagreements) console.log(`  ${line}`);
      if (disagreements.length === 0)
        console.log('  Storage and analytics agree with the engine: trades and volumes.');
      isEqual &&= countInequalities(result) === 0 && disagreements.length === 0;
    }
  } finally {
    engine.close();
  }
  return isEqual;
}

try {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2));
  if (!options) console.log(USAGE);
  else if (!(await replay(options))) process.exitCode = 1;
} catch (error) {
  const isForUser = [RecordingError, ServerError, UsageError, KeyFileError, TypeError].some(
    (kind) => error instanceof kind,
  );
  console.error(isForUser && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
