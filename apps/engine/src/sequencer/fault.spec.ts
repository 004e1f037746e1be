import { Exchange } from '../matching/exchange.js';
import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';

describe('a fault of the engine in the middle of a command', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  it('ends the taking of commands: the state is ahead of the log, and only a restart brings them together', async () => {
    const before = await engine.fingerprint();
    const exchange = engine.engine.app.get(Exchange);
    const execute = exchange.execute.bind(exchange);
    exchange.execute = (...command) => {
      execute(...command);
      throw new Error('a fault behind the change');
    };
    const placing = order({ commandId: commandIdOf('fault') });
    expect((await engine.post('/v1/orders', placing)).body).toMatchObject({ code: 'INTERNAL_ERROR' });
    exchange.execute = execute;
    expect((await engine.post('/v1/orders', order())).body).toMatchObject({
      code: 'LOG_FAILED',
      detail: expect.stringContaining('a fault behind the change'),
    });
    await engine.restart();
    expect(await engine.fingerprint()).toEqual(before);
    expect((await engine.post('/v1/orders', placing)).status).toBe(201);
  });
});
