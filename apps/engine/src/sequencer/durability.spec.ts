import { waitFor } from '../../../../test/support/wait.js';
import { HeldDisk } from '../testing/held-disk.js';
import { EngineStatus } from './engine-status.js';
import { commandIdOf, order, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';

describe('before a command is durable', () => {
  let disk: HeldDisk;
  let engine: SpecEngine;

  beforeEach(async () => {
    disk = new HeldDisk();
    engine = await SpecEngine.start({
      env: { COMMANDS_IN_FLIGHT: '5' },
      surroundings: { openLog: disk.openLog },
    });
    await engine.openMarket();
  });
  afterEach(async () => {
    disk.release();
    await engine.end();
  });

  /** Sends requests and waits until all commands among them are in flight. */
  async function sendWhileHeld(requests: () => Promise<SpecAnswer>[], sequence: number) {
    disk.hold();
    let settledCount = 0;
    const answers = requests().map(async (request) => {
      const answer = await request;
      settledCount += 1;
      return answer;
    });
    await waitFor('the commands to be in flight', async () => {
      const { body } = await engine.get('/v1/engine');
      return body.sequence === sequence && disk.waitingCount === 1;
    });
    return { answers: Promise.all(answers), settledCount: () => settledCount };
  }

  it('nobody gets an answer to it, nobody reads it, and its retry waits with it', async () => {
    const held = await sendWhileHeld(
      () => [
        engine.post('/v1/orders', order({ commandId: commandIdOf('c-1') })),
        engine.post('/v1/orders', order({ price: '2.51' })),
      ],
      4,
    );
    const later = [
      engine.post('/v1/orders', order({ commandId: commandIdOf('c-1') })),
      engine.post('/v1/orders', order({ commandId: commandIdOf('c-1'), size: '1.00' })),
      engine.get('/v1/markets/1/book'),
      engine.get('/v1/orders/1'),
    ];
    let laterCount = 0;
    for (const request of later) void request.then(() => (laterCount += 1));
    // The engine goes on answering what needs no disk: so it was not just slow with the rest.
    for (let count = 0; count < 20; count++) await engine.get('/v1/engine');
    expect(held.settledCount()).toBe(0);
    expect(laterCount).toBe(0);
    disk.release();
    const [placed, refused] = await held.answers;
    expect([placed?.status, refused?.status]).toEqual([201, 422]);
    const [retry, reused, book, read] = await Promise.all(later);
    expect(retry?.text).toBe(placed?.text);
    expect(reused?.body.code).toBe('COMMAND_ID_REUSED');
    expect(book?.body).toMatchObject({ sequence: 4 });
    expect(read?.body).toMatchObject({ orderId: 1 });
  });

  it('only so many wait: more are refused at once, a batch as a whole, and nothing of them is done', async () => {
    const held = await sendWhileHeld(() => [1, 2, 3].map(() => engine.post('/v1/orders', order())), 5);
    const tooMany = await engine.post('/v1/orders/batch', { orders: [order(), order(), order()] });
    expect(tooMany).toMatchObject({ status: 503, body: { code: 'ENGINE_OVERLOADED' } });
    expect(tooMany.headers.get('retry-after')).toBe('1');
    expect(tooMany.body.detail).toContain('3 commands wait for the disk and at most 5 may');
    expect((await engine.get('/v1/engine')).body.sequence).toBe(5);
    disk.release();
    expect((await held.answers).map(({ status }) => status)).toEqual([201, 201, 201]);
    const batch = await engine.post('/v1/orders/batch', { orders: [order(), order(), order()] });
    expect(batch.status).toBe(200);
  });

  it('a failing disk ends the taking of commands: nothing that was not durable is answered as done', async () => {
    const held = await sendWhileHeld(() => [engine.post('/v1/orders', order())], 3);
    disk.fail(new Error('no space left on device'));
    const [inFlight] = await held.answers;
    expect(inFlight).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
    const next = await engine.post('/v1/orders', order());
    expect(next).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
    expect(next.body.detail).toContain('no space left on device');
    const read = await engine.get('/v1/markets/1/book');
    expect(read).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
    const ready = await engine.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('no space left on device');
    expect((await engine.get('/health/live')).status).toBe(200);
  });

  it('a stop waits for what is in flight, and answers it', async () => {
    const held = await sendWhileHeld(() => [engine.post('/v1/orders', order())], 3);
    let hasStopped = false;
    const stopped = engine.stop().then(() => (hasStopped = true));
    expect(held.settledCount()).toBe(0);
    expect(hasStopped).toBe(false);
    disk.release();
    expect((await held.answers)[0]?.status).toBe(201);
    await stopped;
    await engine.startAgain();
    expect((await engine.get('/v1/orders/1')).status).toBe(200);
  });

  it('an engine that stops takes no more commands, but still shows what it has', async () => {
    engine.engine.app.get(EngineStatus).beginStopping();
    const refused = await engine.post('/v1/orders', order());
    expect(refused).toMatchObject({ status: 503, body: { code: 'ENGINE_STOPPING' } });
    expect((await engine.get('/v1/markets/1')).status).toBe(200);
    expect((await engine.get('/health/ready')).status).toBe(503);
  });
});
