import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NODE_STORAGE, SYSTEM_TIMERS } from '@backlay/transport';
import type { EngineState } from '../snapshot/engine-state.js';
import type { SnapshotPart } from '../snapshot/snapshot-part.js';
import { newEngineState } from '../snapshot/new-engine-state.js';
import { recoverState, type Recovery } from '../snapshot/recover-state.js';
import { SnapshotStore } from '../snapshot/snapshot-store.js';
import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';
import type { OpenReplaySource } from './replay-source.js';
import { ThreadedSource, threadedSource } from './threaded-source.js';

/** A thread runs built files. */
const WORKER = pathToFileURL(resolve(process.cwd(), 'dist/apps/engine/src/event-log/replay-worker.js'));
const LOGGER = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** Jest gives specs an `Int32Array` of their own; the arrays that come from another thread are of another one. */
function ofThisRealm(part: SnapshotPart): SnapshotPart {
  return {
    name: part.name,
    save: () => part.save(),
    clear: () => part.clear(),
    load: ({ header, blocks }) => {
      const arrays = Object.entries(blocks).map(([name, array]) => [name, Int32Array.from(array)] as const);
      part.load({ header, blocks: Object.fromEntries(arrays) });
    },
  };
}

describe('a recovery that another thread reads ahead for', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start({ env: { COMPLETED_ORDERS: '5' } });
    await engine.openMarket();
    for (const epoch of ['a', 'b', 'c']) {
      for (let number = 0; number < 8; number++) {
        const commandId = number % 4 === 0 ? {} : { commandId: commandIdOf(`${epoch}-${number}`) };
        const side = number % 2 === 0 ? 'BACK' : 'LAY';
        const accountId = side === 'BACK' ? 'alice' : `bob-${epoch}`;
        await engine.post('/v1/orders', order({ accountId, side, size: '4.00', ...commandId }));
      }
      await engine.restart();
    }
    await engine.stop();
  });
  afterEach(() => engine.end());

  const threaded =
    (worker: URL = WORKER): OpenReplaySource =>
    ({ state: { names, namesPart }, ...options }) => {
      const state = { names, namesPart: ofThisRealm(namesPart) };
      const { commandHorizon: horizon } = engine.config;
      return Promise.resolve(ThreadedSource.open({ ...options, state, horizon, worker }));
    };

  /** Recovers a state of its own; `openSource` undefined: in this thread. */
  async function recover(
    openSource?: OpenReplaySource,
    isCancelled?: () => boolean,
  ): Promise<Recovery & { state: EngineState }> {
    const { logDirectory, snapshotDirectory: directory } = engine.config;
    const snapshots = new SnapshotStore({ directory, shard: 0 });
    const state = newEngineState(engine.config);
    const common = { state, logDirectory, snapshots, logger: LOGGER, isCancelled };
    return { ...(await recoverState({ ...common, openSource })), state };
  }

  it('makes the same state, and knows the same names', async () => {
    const alone = await recover();
    const together = await recover(threaded());
    expect(together.commands).toBe(26);
    expect(together.commands).toBe(alone.commands);
    // All of a snapshot: every row and every slot.
    expect(together.state.save()).toEqual(alone.state.save());
    expect(together.state.namesPart.save().header).toMatchObject({ generations: [{ count: 18 }] });
  });

  it('refuses a damaged record with the very words of a recovery without it', async () => {
    const { logDirectory } = engine.config;
    const segment = readdirSync(logDirectory).filter((name) => name.endsWith('.log'))[1] ?? '';
    const path = join(logDirectory, segment);
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
    writeFileSync(path, bytes);
    const alone = await recover().catch((error: unknown) => error);
    const together = await recover(threaded()).catch((error: unknown) => error);
    expect(alone).toMatchObject({ name: 'EventLogCorruptError', message: expect.stringContaining(segment) });
    expect(together).toEqual(alone);
    rmSync(path);
    const gap = await recover().catch((error: unknown) => error);
    expect(await recover(threaded()).catch((error: unknown) => error)).toEqual(gap);
    expect(gap).toMatchObject({ name: 'HistoryMissingError' });
  });

  it('fails when the thread fails, or ends without a last word', async () => {
    const file = (code: string): URL => {
      const path = join(engine.folder, 'thread.mjs');
      writeFileSync(path, code);
      return pathToFileURL(path);
    };
    await expect(recover(threaded(file('throw new Error("no memory")')))).rejects.toThrow(
      /^the thread that reads the event log has failed: .*no memory$/,
    );
    await expect(recover(threaded(file('')))).rejects.toThrow(
      'the thread that reads the event log has ended before its end',
    );
  });

  it('ends when nobody waits for it any more, and the thread with it', async () => {
    const { logDirectory: directory } = engine.config;
    const place = {
      directory,
      storage: NODE_STORAGE,
      timers: SYSTEM_TIMERS,
      afterSequence: 0,
      lastSequence: 26,
    };
    const state = newEngineState(engine.config);
    const source = await threaded()({ ...place, state });
    expect(await source.next()).toBeDefined();
    await source.close();
    expect(await recover(threaded(), () => true)).toMatchObject({ commands: 0 });
  });

  it('is for long logs only', async () => {
    const openSource = threadedSource(engine.config.commandHorizon);
    const { logDirectory: directory } = engine.config;
    const state = newEngineState(engine.config);
    const place = { directory, storage: NODE_STORAGE, timers: SYSTEM_TIMERS, afterSequence: 0, state };
    const short = await openSource({ ...place, lastSequence: 26 });
    expect(short).not.toBeInstanceOf(ThreadedSource);
    expect(short.names).toBe(state.names);
    await short.close();
  });
});
