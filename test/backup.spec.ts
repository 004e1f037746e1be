import { jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyLog } from '../tools/backup/copy-log.js';
import { EngineClient } from '../tools/exchange/engine-client.js';
import { ExchangeClients } from '../tools/exchange/exchange-clients.js';
import type { SpecKeys } from '../libs/service/src/testing/spec-keys.js';
import { getJson } from './support/json.js';
import { keysIn } from './support/keys.js';
import { startApp, type RunningApp } from './support/processes.js';

jest.setTimeout(120_000);

const COPIES = 5;

interface EngineState {
  readonly sequence: number;
  readonly stateHash: string;
}

describe('npm run backup', () => {
  let folder: string;
  let keys: SpecKeys;
  const engines: RunningApp[] = [];

  /** Small files, so that the log rolls over while it is copied. */
  const startEngine = async (dataFolder: string): Promise<RunningApp> => {
    const settings = { BACKBONE: 'log', LOG_SEGMENT_BYTES: String(1024 * 1024), SNAPSHOT_COMMANDS: '5000' };
    const engine = await startApp('engine', { DATA_DIR: dataFolder, API_KEYS_FILE: keys.file, ...settings });
    engines.push(engine);
    return engine;
  };
  const stateOf = (engine: RunningApp): Promise<EngineState> =>
    getJson<EngineState>(`${engine.url}/v1/engine?stateHash=true`, keys.operator);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backlay-backup-'));
    keys = keysIn(folder);
  });
  afterAll(async () => {
    for (const engine of engines) await engine.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('makes copies under load on which an engine starts, with every command answered before', async () => {
    const data = join(folder, 'data');
    const clients = new ExchangeClients({ engine: (await startEngine(data)).url }, keys);
    const client = new EngineClient(clients);
    const runners = [{ runnerId: 1, name: 'Home' }];
    const { marketId } = await client.createMarket({ name: 'Copied', runners, ladder: { kind: 'CLASSIC' } });
    await client.changeMarket(marketId, { kind: 'open' });
    const end = new AbortController();
    const order = { accountId: 'alice', runnerId: 1, side: 'BACK', price: 300, size: 100 } as const;
    const placing = (async () => {
      const orders = Array.from({ length: 100 }, () => order);
      while (!end.signal.aborted) await client.placeOrders(marketId, orders);
    })();
    const copies: { target: string; answered: number; lastSequence: number }[] = [];
    for (let copy = 1; copy <= COPIES; copy++) {
      const target = join(folder, `copy-${copy}`);
      const answered = clients.lastSequence;
      copies.push({ target, answered, lastSequence: (await copyLog(data, target)).lastSequence });
    }
    end.abort();
    await placing;
    await clients.close();
    for (const { target, answered, lastSequence } of copies) {
      expect(lastSequence).toBeGreaterThanOrEqual(answered);
      const restored = await startEngine(target);
      expect((await stateOf(restored)).sequence).toBe(lastSequence);
      expect(restored.output()).not.toContain('cutting');
      await restored.stop();
    }
  });

  it('makes a copy that is the same state', async () => {
    const data = join(folder, 'quiet');
    const original = await startEngine(data);
    const clients = new ExchangeClients({ engine: original.url }, keys);
    const client = new EngineClient(clients);
    const runners = [{ runnerId: 1, name: 'Home' }];
    const { marketId } = await client.createMarket({ name: 'Copied', runners, ladder: { kind: 'CLASSIC' } });
    await client.changeMarket(marketId, { kind: 'open' });
    await client.placeOrder(marketId, {
      accountId: 'alice',
      runnerId: 1,
      side: 'BACK',
      price: 300,
      size: 100,
    });
    await clients.close();
    await copyLog(data, join(folder, 'quiet-copy'));
    const { sequence, stateHash } = await stateOf(original);
    expect(await stateOf(await startEngine(join(folder, 'quiet-copy')))).toMatchObject({
      sequence,
      stateHash,
    });
    await expect(copyLog(data, join(folder, 'quiet-copy'))).rejects.toThrow('is not empty');
  });
});
