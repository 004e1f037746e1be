import { Logger } from '@nestjs/common';
import { EventLogReader } from '@backlay/transport';
import { makeSnapshot } from '../snapshot/make-snapshot.js';
import { newEngineState } from '../snapshot/new-engine-state.js';
import { SnapshotStore } from '../snapshot/snapshot-store.js';
import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';

/** Stops the engine, makes a snapshot of its log, and starts it on that alone. */
async function restartFromSnapshot(engine: SpecEngine): Promise<void> {
  const { sequence } = await engine.fingerprint();
  await engine.stop();
  const { config } = engine;
  await makeSnapshot({
    newState: () => newEngineState(config),
    logDirectory: config.logDirectory,
    snapshots: new SnapshotStore({ directory: config.snapshotDirectory, shard: config.shard }),
    kept: 1,
    logger: new Logger('spec'),
  });
  await engine.startAgain();
  expect(await engine.engine.ready).toMatchObject({ snapshotSequence: sequence, commands: 0 });
}

/** Where the first answer is when the retry comes. */
const PLACES = [
  ['in memory', () => Promise.resolve()],
  ['in the log, after a restart', (engine: SpecEngine) => engine.restart()],
  [
    'in the log, after two restarts',
    async (engine: SpecEngine) => {
      await engine.restart();
      await engine.restart();
    },
  ],
  ['in the log, after a restart from a snapshot', restartFromSnapshot],
] as const;

const RUNNERS = [{ runnerId: 1, name: 'One "and only", é' }];

/** One command of each kind, in an order in which all work; `<name>` is the order that the command of that name placed. */
const COMMANDS: [name: string, path: string, body: Record<string, unknown>, status: number][] = [
  [
    'create',
    '/v1/markets',
    { name: 'Another', runners: RUNNERS, ladder: { kind: 'FINEST' }, currency: 'XXX' },
    201,
  ],
  ['open', '/v1/markets/2/open', {}, 200],
  ['place', '/v1/orders', order({ marketId: 2 }), 201],
  ['match', '/v1/orders', order({ marketId: 2, accountId: 'bob', side: 'BACK', size: '3.00' }), 201],
  ['reduce', '/v1/orders/<place>/reduce', { accountId: 'alice', size: '1.00' }, 200],
  ['replace-smaller', '/v1/orders/<place>/replace', { accountId: 'alice', size: '4.00' }, 200],
  ['rest', '/v1/orders', order({ marketId: 2, accountId: 'bob', side: 'BACK', price: '3.00' }), 201],
  [
    'replace-matching',
    '/v1/orders/<place>/replace',
    { accountId: 'alice', price: '3.50', size: '5.00' },
    200,
  ],
  ['cancel', '/v1/orders/<rest>/cancel', { accountId: 'bob' }, 200],
  ['place-again', '/v1/orders', order({ marketId: 2, price: '1.50' }), 201],
  ['cancel-all', '/v1/orders/cancel-all', { accountId: 'alice', marketId: 2 }, 200],
  ['cancel-nothing', '/v1/orders/cancel-all', { accountId: 'alice', marketId: 2 }, 200],
  ['suspend', '/v1/markets/2/suspend', {}, 200],
  ['resume', '/v1/markets/2/resume', {}, 200],
  ['close', '/v1/markets/2/close', {}, 200],
  ['refused: price', '/v1/orders', order({ price: '2.51' }), 422],
  ['refused: closed', '/v1/orders', order({ marketId: 2 }), 409],
  ['refused: unknown order', '/v1/orders/77/cancel', { accountId: 'alice' }, 404],
  ['refused: unknown market', '/v1/markets/77/open', {}, 404],
  ['refused: ladder', '/v1/markets', { name: '', runners: RUNNERS, currency: 'XXX' }, 422],
].map(([name, path, body, status]) => [
  name as string,
  path as string,
  { ...(body as object), commandId: commandIdOf((name as string).replaceAll(/[: ]+/g, '-')) },
  status as number,
]);

describe('a retry', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  it.each(PLACES)('of every command gets its first answer, byte for byte: %s', async (_, meanwhile) => {
    const answers: string[] = [];
    const orderIds = new Map<string, unknown>();
    const pathOf = (path: string) => path.replace(/<(.*)>/, (_, name: string) => String(orderIds.get(name)));
    for (const [name, path, body, status] of COMMANDS) {
      const answer = await engine.post(pathOf(path), body);
      expect({ name, status: answer.status, text: answer.text }).toMatchObject({ name, status });
      answers.push(`${answer.status} ${answer.headers.get('content-type')} ${answer.text}`);
      orderIds.set(name, answer.body['orderId']);
    }
    const before = await engine.fingerprint();
    await meanwhile(engine);
    for (const [index, [, path, body]] of COMMANDS.entries()) {
      const { status, headers, text } = await engine.post(pathOf(path), body);
      expect(`${status} ${headers.get('content-type')} ${text}`).toBe(answers[index]);
    }
    expect(await engine.fingerprint()).toEqual(before);
    expect((await engine.get('/v1/engine')).body['counters']).toMatchObject({ retries: COMMANDS.length });
  });

  it('may say the same in other words', async () => {
    const commandId = commandIdOf('c-1');
    const first = await engine.post('/v1/orders', order({ commandId }));
    const retry = await engine.post('/v1/orders', { size: 10, price: 2.5, ...order({ commandId }) });
    expect(retry.text).toBe(first.text);
  });

  it.each(PLACES)('with another body is refused by name and changes nothing: %s', async (_, meanwhile) => {
    const commandId = commandIdOf('c-1');
    await engine.post('/v1/orders', order({ commandId }));
    const before = await engine.fingerprint();
    await meanwhile(engine);
    const others = [
      engine.post('/v1/orders', order({ commandId, size: '10.01' })),
      engine.post('/v1/orders', order({ commandId, side: 'BACK' })),
      engine.post('/v1/orders/1/cancel', { accountId: 'alice', commandId }),
    ];
    for (const answer of await Promise.all(others)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_REUSED' } });
      expect(answer.body.detail).toContain('use a new commandId');
    }
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('is known by the account, too: others, and operators, may use the same commandId', async () => {
    const commandId = commandIdOf('c-1');
    const alice = await engine.post('/v1/orders', order({ commandId }));
    const bob = await engine.post('/v1/orders', order({ commandId, accountId: 'bob' }));
    const operator = await engine.post('/v1/markets/1/suspend', { commandId });
    expect([alice.status, bob.status, operator.status]).toEqual([201, 201, 200]);
    expect(alice.body['orderId']).not.toBe(bob.body['orderId']);
  });

  it('may have a UUID of version 7 for a name', async () => {
    const time = Date.now().toString(16).padStart(12, '0');
    const commandId = `${time.slice(0, 8)}-${time.slice(8)}-7abc-9def-0123456789ab`;
    const first = await engine.post('/v1/orders', order({ commandId }));
    expect(first.status).toBe(201);
    await engine.restart();
    expect((await engine.post('/v1/orders', order({ commandId }))).text).toBe(first.text);
  });

  it('of two at once makes one order', async () => {
    const commandId = commandIdOf('c-2');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => engine.post('/v1/orders', order({ commandId }))),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await engine.get('/v1/orders?accountId=alice&marketId=1')).body['orders']).toHaveLength(1);
  });

  it('finds nothing in the log that a command without a commandId would need', async () => {
    await engine.post('/v1/orders', order());
    await engine.post('/v1/orders', order({ commandId: commandIdOf('c-1') }));
    const { logDirectory: directory } = engine.config;
    await engine.stop();
    const reader = await EventLogReader.open({ directory, afterSequence: 2 });
    const batch = await reader.next();
    const [without, withId] = [...(batch ?? [])].map(({ journal }) => journal.length);
    expect(withId).toBeGreaterThan(Number(without) + commandIdOf('c-1').length);
    await reader.close();
  });
});

describe('a batch', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  const batch = (orders: unknown[]) => engine.post('/v1/orders/batch', { orders });

  it.each(PLACES)('mixes retries and new commands and answers in order: %s', async (_, meanwhile) => {
    const named = (name: string, fields = {}) => order({ commandId: commandIdOf(name), ...fields });
    const first = await batch([named('a'), named('b', { price: '2.51' }), named('c', { size: '3.00' })]);
    const [a, b, c] = first.body['results'] as unknown[];
    const { sequence } = await engine.fingerprint();
    await meanwhile(engine);
    const mixed = await batch([
      named('d', { size: '4.00' }),
      named('c', { size: '3.00' }),
      named('d', { size: '4.00' }),
      named('b', { price: '2.51' }),
      named('a', { size: '9.00' }),
      named('a'),
      named('e', { size: '5.00' }),
    ]);
    expect(mixed.status).toBe(200);
    const [d, c2, d2, b2, reused, a2, e] = mixed.body['results'] as unknown[];
    expect([a2, b2, c2]).toEqual([a, b, c]);
    expect(d2).toEqual(d);
    expect(reused).toMatchObject({ status: 409, problem: { code: 'COMMAND_ID_REUSED' } });
    expect([d, e]).toMatchObject([
      { status: 201, order: { size: '4.00', sequence: sequence + 1 } },
      { status: 201, order: { size: '5.00', sequence: sequence + 2 } },
    ]);
    expect(await engine.fingerprint()).toMatchObject({ sequence: sequence + 2 });
  });

  it('of 200 retries is answered from the log', async () => {
    const orders = Array.from({ length: 200 }, (_, index) => order({ commandId: commandIdOf(`c-${index}`) }));
    const first = await batch(orders);
    await engine.restart();
    expect((await batch(orders)).text).toBe(first.text);
  });
});
