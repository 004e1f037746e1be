import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpecKeys } from '../../../libs/service/src/testing/spec-keys.js';
import { startApp, type RunningApp } from '../../../test/support/processes.js';
import { waitFor } from '../../../test/support/wait.js';
import { SpecSocket } from './socket/testing/spec-socket.js';
import { commandIdOf, order, SpecEngine, withoutAccount } from './testing/spec-engine.js';

/** Creating a market and opening it. */
const MARKET_COMMANDS = 2;
const CRASHES = 4;
const CLIENTS = 4;
const BATCH_ORDERS = 10;
/** A crash waits for so many answers since the last one, so that it always hits an engine at work. */
const ANSWERS_BETWEEN_CRASHES = 60;
const TIMEOUT_MS = 120_000;

interface Result {
  readonly status: number;
  readonly order?: { readonly orderId: number };
}

type Command = Record<string, unknown>;

/**
 * Sends batches until the engine dies, and notes what was answered, by command.
 * @returns the batch that got no answer
 */
async function trade(url: string, client: number, answered: Map<string, string>): Promise<Command[]> {
  for (let batch = 0; ; batch++) {
    const orders = Array.from({ length: BATCH_ORDERS }, (_, index) => {
      const side = (client + index) % 2 === 0 ? 'BACK' : 'LAY';
      return placing(`${client}-${answered.size}-${batch}-${index}`, side, `client-${client}`);
    });
    const response = await post(`${url}/v1/orders/batch`, { orders }).catch(() => undefined);
    if (response === undefined) return orders;
    note(orders, response as { results: Result[] }, answered);
  }
}

function note(
  orders: readonly Command[],
  { results }: { results: Result[] },
  answered: Map<string, string>,
): void {
  results.forEach((result, index) => answered.set(JSON.stringify(orders[index]), JSON.stringify(result)));
}

function placing(name: string, side: string, accountId: string): Command {
  return order({
    commandId: commandIdOf(name),
    accountId,
    side,
    price: side === 'BACK' ? '2.52' : '2.50',
    size: '1.00',
  });
}

let keys: SpecKeys;

async function post(url: string, body: unknown): Promise<unknown> {
  const { accountId, fields } = withoutAccount(body);
  const key = accountId === undefined ? keys.operator : keys.trader(accountId);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fields) });
  return response.json();
}

describe('kill -9 in the middle of work', () => {
  let folder: string;
  let app: RunningApp | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-crash-'));
    keys = new SpecKeys(join(folder, 'api-keys.json'));
    void keys.operator;
    for (let client = 0; client < CRASHES * CLIENTS; client++) keys.trader(`client-${client}`);
  });
  afterEach(async () => {
    await app?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () => startApp('engine', { DATA_DIR: folder, LOG_SEGMENT_BYTES: '2097152' });

  it(
    'loses nothing that was answered, makes nothing twice, and the state is that of a fresh replay',
    async () => {
      const answered = new Map<string, string>();
      app = await start();
      await openMarket(app.url);
      for (let crash = 0; crash < CRASHES; crash++) {
        const before = answered.size;
        const { url } = app;
        const traders = Array.from({ length: CLIENTS }, (_, client) =>
          trade(url, crash * CLIENTS + client, answered),
        );
        await waitFor('answers', () => answered.size >= before + ANSWERS_BETWEEN_CRASHES, { intervalMs: 1 });
        await app.kill();
        const unanswered = await Promise.all(traders);
        app = await start();
        await expectFirstAnswersAgain(app.url, answered);
        await retryAll(app.url, unanswered, answered);
        expect(await sequenceOf(app.url)).toBe(MARKET_COMMANDS + answered.size);
      }
      expect(await app.stop()).toBe(0);
      await expectStateOfFreshReplay(folder);
    },
    TIMEOUT_MS,
  );

  it(
    'gives each command over WebSocket its first answer again, also one whose answer was lost',
    async () => {
      app = await start();
      await openMarket(app.url);
      const before = await SpecSocket.open(app.url, keys.trader('client-0'));
      const commands = new Map<string, unknown>();
      const send = (): void => {
        const { accountId: _, ...body } = placing(`socket-${commands.size}`, 'LAY', 'client-0');
        commands.set(before.send('place', body), body);
      };
      while (before.messages.length <= ANSWERS_BETWEEN_CRASHES) {
        for (let count = 0; count < BATCH_ORDERS; count++) send();
        await before.until('a tenth answer', ({ id }) => id === [...commands.keys()].at(-BATCH_ORDERS));
      }
      await app.kill();
      await before.untilClosed();
      const firstAnswers = new Map(before.messages.map((message) => [message.id, message]));
      expect(firstAnswers.size - 1).toBeLessThanOrEqual(commands.size);

      app = await start();
      const after = await SpecSocket.open(app.url, keys.trader('client-0'));
      for (let round = 0; round < 2; round++) {
        for (const [id, body] of commands) {
          const { status, body: answer } = await after.ask('place', body);
          const first = firstAnswers.get(id);
          if (first !== undefined)
            expect({ status, body: answer }).toEqual({ status: first.status, body: first.body });
          firstAnswers.set(id, { id, status: status!, body: answer! });
        }
      }
      expect(await sequenceOf(app.url)).toBe(MARKET_COMMANDS + commands.size);
      after.socket.terminate();
    },
    TIMEOUT_MS,
  );
});

async function openMarket(url: string): Promise<void> {
  await post(`${url}/v1/markets`, {
    name: 'A market',
    runners: [{ runnerId: 1, name: 'One' }],
    currency: 'XXX',
  });
  await post(`${url}/v1/markets/1/open`, {});
}

/**
 * What died between the client and the answer is sent again: whether it was carried out before or is only now, its answer
 * is that of the first time from then on.
 */
async function retryAll(
  url: string,
  batches: readonly Command[][],
  answered: Map<string, string>,
): Promise<void> {
  for (const orders of batches) {
    const first = (await post(`${url}/v1/orders/batch`, { orders })) as { results: Result[] };
    expect(await post(`${url}/v1/orders/batch`, { orders })).toEqual(first);
    note(orders, first, answered);
  }
}

/** Every command that was answered gives the same answer again: it is there, once, under the same id. */
async function expectFirstAnswersAgain(url: string, answered: ReadonlyMap<string, string>): Promise<void> {
  for (const chunk of chunksOfOneAccount([...answered.keys()])) {
    const sequenceBefore = await sequenceOf(url);
    const { results } = (await post(`${url}/v1/orders/batch`, {
      orders: chunk.map((command) => JSON.parse(command) as unknown),
    })) as { results: Result[] };
    expect(results.map((result) => JSON.stringify(result))).toEqual(
      chunk.map((command) => answered.get(command)),
    );
    expect(await sequenceOf(url)).toBe(sequenceBefore);
  }
}

/** Commands as JSON, in chunks that fit into a batch. */
function chunksOfOneAccount(commands: readonly string[]): string[][] {
  const ofAccount = new Map<unknown, string[]>();
  for (const command of commands) {
    const { accountId } = JSON.parse(command) as Command;
    const list = ofAccount.get(accountId) ?? [];
    ofAccount.set(accountId, list);
    list.push(command);
  }
  return [...ofAccount.values()].flatMap((list) => {
    const count = Math.ceil(list.length / 200);
    return Array.from({ length: count }, (_, index) => list.slice(index * 200, (index + 1) * 200));
  });
}

async function sequenceOf(url: string): Promise<number> {
  const response = await fetch(`${url}/v1/engine`, { headers: { authorization: `Bearer ${keys.operator}` } });
  return ((await response.json()) as { sequence: number }).sequence;
}

/** The log replays, in this process, without a mismatch, and a second replay of it gives the same hash. */
async function expectStateOfFreshReplay(folder: string): Promise<void> {
  const engine = await SpecEngine.start({ env: { DATA_DIR: folder } });
  try {
    const first = await engine.fingerprint();
    expect(first.sequence).toBeGreaterThan(CRASHES * ANSWERS_BETWEEN_CRASHES);
    await engine.restart();
    expect(await engine.fingerprint()).toEqual(first);
  } finally {
    await engine.end();
  }
}
