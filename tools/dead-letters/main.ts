import { KeyFileError } from '@backlay/service';
import { ServerError } from '../exchange/http-client.js';
import { openKeys, untilKnown } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { DeadLetterClient } from './dead-letter-client.js';
import { readOptions, USAGE, UsageError, type Options } from './options.js';
import { letterLines, tableLines, type Found } from './report.js';

async function listAll(clients: readonly DeadLetterClient[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const client of clients) {
    for await (const letter of client.list()) found.push({ app: client.appName, letter });
  }
  return found;
}

async function list(clients: readonly DeadLetterClient[]): Promise<boolean> {
  const found = await listAll(clients);
  if (found.length === 0) console.log('There are no dead letters.');
  else for (const line of tableLines(found)) console.log(line);
  return true;
}

async function show(clients: readonly DeadLetterClient[], id: string): Promise<boolean> {
  let isFound = false;
  for (const client of clients) {
    const letter = await client.get(id);
    if (letter === undefined) continue;
    if (isFound) console.log('');
    isFound = true;
    for (const line of letterLines({ app: client.appName, letter })) console.log(line);
  }
  if (!isFound) console.error(`There is no dead letter ${id}; \`list\` shows those there are.`);
  return isFound;
}

/** The oldest first, in the order in which they happened. One that is refused does not keep the others from being tried. */
async function redrive(clients: readonly DeadLetterClient[], id: string): Promise<boolean> {
  const found = (await listAll(clients)).filter(({ letter }) => id === 'all' || letter.id === id);
  if (found.length === 0) {
    console[id === 'all' ? 'log' : 'error'](
      id === 'all'
        ? 'There are no dead letters.'
        : `There is no dead letter ${id}; \`list\` shows those there are.`,
    );
    return id === 'all';
  }
  let isComplete = true;
  for (const { app, letter } of found) {
    const client = clients.find(({ appName }) => appName === app);
    if (client === undefined) continue;
    const result = await client.redrive(letter.id);
    if (result.outcome === 'refused') console.error(`${app} ${letter.id}: ${result.reason}`);
    else if (result.outcome === 'applied')
      console.log(`${app} ${letter.id}: applied, ${result.events} events`);
    else console.log(`${app} ${letter.id}: was applied before, removed`);
    isComplete &&= result.outcome !== 'refused';
  }
  return isComplete;
}

/** @returns whether all that was asked for is done */
async function run({ command, id, apps, keysFile: plainFile }: Options): Promise<boolean> {
  const { keysFile } = findRunningExchange();
  const keys = openKeys({ keysFile, plainFile, label: 'dead-letters' });
  const clients = apps.map(({ name, url }) => new DeadLetterClient(name, url, keys));
  try {
    for (const { name, url } of apps) await untilKnown(name, { url, path: '/v1/position' }, keys);
    if (command === 'list') return await list(clients);
    return await (command === 'show' ? show(clients, id) : redrive(clients, id));
  } finally {
    for (const client of clients) client.close();
    keys.close();
  }
}

try {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) console.log(USAGE);
  else if (!(await run(options))) process.exitCode = 1;
} catch (error) {
  const isForUser = [ServerError, UsageError, KeyFileError, TypeError].some((kind) => error instanceof kind);
  console.error(isForUser && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
