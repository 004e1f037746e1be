import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpecEngine } from '../testing/spec-engine.js';

/**
 * Written by an engine before there was money: two markets, trades, refusals, a replace, a cancel-all, a suspension, a
 * close and a good stop. Each file has `.bin` behind its name.
 */
const LOG = join(dirname(fileURLToPath(import.meta.url)), 'testing', 'log-of-format-2');
const COMMANDS = 37;

describe('a log from before markets had money', () => {
  let engine: SpecEngine;

  beforeEach(() => {
    engine = SpecEngine.create();
    const folder = engine.config.logDirectory;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(LOG)) cpSync(join(LOG, name), join(folder, name.replace(/\.bin$/, '')));
  });
  afterEach(() => engine.end());

  it('is replayed with the outcomes that its chain has, and makes the same books and orders', async () => {
    await engine.startAgain();

    expect((await engine.get('/v1/engine')).body).toMatchObject({ phase: 'READY', sequence: COMMANDS });
    expect((await engine.get('/v1/markets/1/runners/1/book?depth=full')).body['runners']).toEqual([
      {
        runnerId: 1,
        availableToBack: [
          { price: '2.60', size: '1.67', orders: 1 },
          { price: '2.56', size: '1.67', orders: 1 },
          { price: '2.52', size: '1.67', orders: 1 },
          { price: '2.48', size: '5.00', orders: 1 },
          { price: '2.44', size: '3.00', orders: 1 },
          { price: '2.40', size: '0.75', orders: 1 },
        ],
        availableToLay: [
          { price: '2.64', size: '8.00', orders: 1 },
          { price: '2.68', size: '10.00', orders: 1 },
          { price: '2.72', size: '12.00', orders: 1 },
        ],
      },
    ]);
    expect((await engine.get('/v1/orders/9')).body).toMatchObject({
      size: '7.00',
      sizeMatched: '5.33',
      averagePriceMatched: '2.51',
      sequence: 17,
      placedAt: '2026-11-26T10:53:20.224Z',
    });
    expect((await engine.get('/v1/markets/1')).body).toMatchObject({ status: 'OPEN', currency: 'XXX' });
  });

  it('is gone on with, and the whole is replayed again', async () => {
    await engine.startAgain();
    const placed = await engine.post('/v1/orders', {
      marketId: 1,
      runnerId: 1,
      side: 'BACK',
      price: '2.60',
      size: '1.00',
    });
    expect(placed).toMatchObject({ status: 201, body: { sizeMatched: '1.00', sequence: COMMANDS + 1 } });
    const before = await engine.fingerprint();
    await engine.restart();
    expect(await engine.fingerprint()).toEqual(before);
  });
});
