import { parseArgs } from 'node:util';
import { EngineClient } from '../exchange/engine-client.js';
import { ExchangeClients, type ExchangeUrls } from '../exchange/exchange-clients.js';
import { openKeys, untilKnown } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { messageFor } from '../exchange/user-errors.js';
import { checkConsumers } from './consumer-check.js';
import type { BetDelay } from './market-replay.js';
import { checkMoney } from './money-check.js';
import { surveyRecording, type RecordingSurvey } from './recorded-life.js';
import { RecordingError } from './recording-error.js';
import { REPLAY_ACCOUNTS, ReplayAccounts } from './replay-accounts.js';
import { replayFile } from './replay-file.js';
import { countInequalities, reportLines } from './replay-report.js';

const USAGE = `npm run replay -- FILE... [options]

  FILE              a recorded market: plain, .gz or .bz2
  --speed N         N times real time (default: as fast as the engine goes)
  --bet-delay WHAT  how long orders wait in-play: none (default: what is recorded has reached the book, its wait is over),
                    recorded (as the market had it, which takes at least as long), or a number of ms
  --engine URL      default http://127.0.0.1:3000, or ENGINE_PORT
  --storage URL     default http://127.0.0.1:3001, or STORAGE_PORT
  --analytics URL   default http://127.0.0.1:3002, or ANALYTICS_PORT
  --keys FILE       API keys in plain text; by default the traders get keys in the keys file of DATA_DIR for this run

Ends with exit code 1 when a ladder was not equal, money is missing, or storage or analytics do not agree with the engine.`;

interface Options {
  readonly files: readonly string[];
  readonly speed: number | undefined;
  readonly betDelay: BetDelay;
  readonly urls: Required<ExchangeUrls>;
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
      'bet-delay': { type: 'string', default: 'none' },
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
  const betDelay = readBetDelay(values['bet-delay']);
  return { files: positionals, speed, betDelay, urls: { engine, storage, analytics }, keysFile: values.keys };
}

const BET_DELAY_MAX_MS = 60_000;

function readBetDelay(text: string): BetDelay {
  if (text === 'none') return 'NONE';
  if (text === 'recorded') return 'RECORDED';
  const ms = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (ms <= BET_DELAY_MAX_MS) return ms;
  throw new UsageError(
    `--bet-delay is "${text}", but must be none, recorded or a whole number of ms up to ${BET_DELAY_MAX_MS}`,
  );
}

interface SurveyedFile {
  readonly file: string;
  readonly survey: RecordingSurvey;
}

/** @returns whether everything was equal */
async function replay({ files, keysFile: plainFile, ...options }: Options): Promise<boolean> {
  // All files first: nothing is sent when one of them is broken.
  const surveyed: SurveyedFile[] = [];
  for (const file of files) surveyed.push({ file, survey: await surveyRecording(file) });
  const { keysFile } = findRunningExchange();
  const { urls } = options;
  const keys = openKeys({ keysFile, plainFile, accountIds: REPLAY_ACCOUNTS, label: 'replay' });
  try {
    await untilKnown('engine', { url: urls.engine, path: '/v1/engine' }, keys);
    await untilKnown('storage', { url: urls.storage, path: '/v1/position' }, keys);
    await untilKnown('analytics', { url: urls.analytics, path: '/v1/position' }, keys);
    return await replayAll(surveyed, options, new ExchangeClients(urls, keys));
  } finally {
    keys.close();
  }
}

type Run = Pick<Options, 'speed' | 'betDelay'>;

async function replayAll(
  files: readonly SurveyedFile[],
  run: Run,
  clients: ExchangeClients,
): Promise<boolean> {
  let isEqual = true;
  try {
    for (const file of files) isEqual = (await replayOne(file, run, clients)) && isEqual;
  } finally {
    await clients.close();
  }
  return isEqual;
}

/** Replays one file, prints its report and what does not agree. */
async function replayOne(
  { file, survey }: SurveyedFile,
  { speed, betDelay }: Run,
  clients: ExchangeClients,
): Promise<boolean> {
  const { operator } = clients;
  const accounts = await ReplayAccounts.prepare(operator);
  const result = await replayFile(file, { engine: new EngineClient(clients), speed, survey, betDelay });
  for (const line of reportLines(result)) console.log(line);
  const outcome = await accounts.outcome();
  const { markets } = result;
  const disagreements = await checkConsumers({ markets, sequence: clients.lastSequence, operator });
  if (disagreements.length === 0)
    console.log('  Storage and analytics agree with the engine: trades and volumes.');
  const money = await checkMoney({ markets, outcome, operator });
  for (const line of money.lines) console.log(line);
  disagreements.push(...money.disagreements);
  for (const line of disagreements) console.log(`  ${line}`);
  return countInequalities(result) === 0 && disagreements.length === 0;
}

try {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2));
  if (!options) console.log(USAGE);
  else if (!(await replay(options))) process.exitCode = 1;
} catch (error) {
  console.error(messageFor(error, [RecordingError, UsageError]));
  process.exitCode = 1;
}
