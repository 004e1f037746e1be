import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIdOf, order, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';
import { makeSnapshot } from './make-snapshot.js';
import { newEngineState } from './new-engine-state.js';
import { recoverState, type Recovery } from './recover-state.js';
import { SnapshotStore } from './snapshot-store.js';

/** A logger that remembers what it was warned of. */
function warnings(): {
  messages: string[];
  logger: { log(): void; error(): void; warn(text: string): void };
} {
  const messages: string[] = [];
  const nothing = (): void => undefined;
  return { messages, logger: { log: nothing, error: nothing, warn: (text) => void messages.push(text) } };
}

describe('a recovery with snapshots', () => {
  let engine: SpecEngine;
  let snapshots: SnapshotStore;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    snapshots = new SnapshotStore({ directory: engine.config.snapshotDirectory, shard: 0 });
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  /** What the replica does, while the engine runs. */
  const snapshot = (kept = 3) =>
    makeSnapshot({
      newState: () => newEngineState(engine.config),
      logDirectory: engine.config.logDirectory,
      snapshots,
      kept,
      logger: warnings().logger,
    });

  const place = (name: string, fields: Record<string, unknown> = {}): Promise<SpecAnswer> =>
    engine.post('/v1/orders', order({ commandId: commandIdOf(name), ...fields }));

  /** Trades, rests, cancels and is refused; every name once. */
  async function trade(names: string): Promise<void> {
    for (const name of names) {
      await place(`${name}-1`);
      await place(`${name}-2`, { accountId: `owner-${name}`, side: 'BACK', size: '4.00' });
      await place(`${name}-3`, { price: '2.51' });
      await place(`${name}-4`, { price: '2.40', size: '1.00' });
    }
  }

  /** Recovers a state of its own from what is in the folders, after the engine has stopped. */
  async function recover(
    logDirectory = engine.config.logDirectory,
  ): Promise<Recovery & { stateHash: string; warned: string[] }> {
    const { messages, logger } = warnings();
    const state = newEngineState(engine.config);
    const recovery = await recoverState({ state, logDirectory, snapshots, logger });
    return { ...recovery, stateHash: state.exchange.stateHash(), warned: messages };
  }

  it('makes the same state, reads and answers as one that replays everything', async () => {
    await trade('abc');
    const early = await place('a-1');
    expect(await snapshot()).toMatchObject({ sequence: 14, oldestKept: 14 });
    await trade('de');
    const late = await place('e-2', { accountId: 'owner-e', side: 'BACK', size: '4.00' });
    const before = await engine.fingerprint();
    const paths = ['/v1/markets/1/book?depth=full', '/v1/orders?accountId=alice&marketId=1', '/v1/orders/1'];
    const reads = await Promise.all(paths.map((path) => engine.get(path)));

    const expectTheSame = async (snapshotSequence: number): Promise<void> => {
      await engine.restart();
      expect(await engine.engine.ready).toMatchObject({ snapshotSequence, commands: 22 - snapshotSequence });
      expect(await engine.fingerprint()).toEqual(before);
      for (const [at, path] of paths.entries()) expect((await engine.get(path)).text).toBe(reads[at]?.text);
      expect((await place('a-1')).text).toBe(early.text);
      expect((await place('e-2', { accountId: 'owner-e', side: 'BACK', size: '4.00' })).text).toBe(late.text);
      expect((await engine.get('/v1/engine')).body).toMatchObject({ counters: { accepted: 17, refused: 5 } });
      expect(await engine.fingerprint()).toEqual(before);
    };
    await expectTheSame(14);
    rmSync(engine.config.snapshotDirectory, { recursive: true });
    await expectTheSame(0);
  });

  it('takes the next older snapshot when the newest is damaged, and names it', async () => {
    for (const names of ['a', 'b', 'c']) {
      await trade(names);
      await snapshot(2);
    }
    expect(await snapshots.list()).toEqual([14, 10]);
    expect(await snapshot()).toBeUndefined();
    const { stateHash } = await engine.fingerprint();
    await engine.stop();
    const newest = snapshots.pathOf(14);
    const bytes = readFileSync(newest);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(newest, bytes);
    const one = await recover();
    expect(one).toMatchObject({ snapshotSequence: 10, commands: 4, stateHash });
    expect(one.warned.join()).toContain(`${newest} is left out`);
    writeFileSync(snapshots.pathOf(10), '');
    const none = await recover();
    expect(none).toMatchObject({ snapshotSequence: 0, commands: 14, stateHash });
    expect(none.warned).toHaveLength(2);
  });

  it('leaves out a snapshot of another log, and sets aside one that is ahead of the log', async () => {
    await trade('ab');
    await snapshot();
    const other = await SpecEngine.start();
    try {
      await other.openMarket();
      for (let count = 0; count < 9; count++) await other.post('/v1/orders', order({ accountId: 'carol' }));
      await other.stop();
      const { logDirectory } = other.config;
      const foreign = await recover(logDirectory);
      expect(foreign).toMatchObject({ snapshotSequence: 0, commands: 11 });
      expect(foreign.warned.join()).toMatch(/is not of this log: its chain is [0-9a-f]{8}/);
      await trade('c');
      await snapshot();
      const ahead = await recover(logDirectory);
      expect(ahead).toMatchObject({ snapshotSequence: 0, stateHash: foreign.stateHash });
      expect(ahead.warned.join()).toContain('ahead of the log, which ends with sequence 11; it is set aside');
      expect(await snapshots.list()).toEqual([10]);
      expect(readdirSync(snapshots.directory)).toContain('0000000000000014.snapshot.aside');
    } finally {
      await other.end();
    }
  });

  it('of a state that is not the one at the last stop is refused, with and without a snapshot', async () => {
    await trade('a');
    await snapshot();
    await engine.stop();
    const path = join(engine.config.logDirectory, 'closing-state.json');
    const closing = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(closing).toMatchObject({ sequence: 6 });
    const refused = (change: Record<string, unknown>, message: RegExp): Promise<void> => {
      writeFileSync(path, JSON.stringify({ ...closing, ...change }));
      return expect(recover()).rejects.toThrow(message);
    };
    const hash = /sequence 6 makes a state with the hash [0-9a-f]{24}, but the engine stopped there with x/;
    await refused({ stateHash: 'x' }, hash);
    await refused({ chain: 1 }, /replaying sequence 6 .* the chain is [0-9a-f]{8}, not 00000001/);
    await refused({ sequence: 7 }, /ends with sequence 6, and had 7 when the engine stopped in good order/);
    rmSync(snapshots.directory, { recursive: true });
    await refused({ stateHash: 'x' }, hash);
    writeFileSync(path, JSON.stringify(closing));
    expect((await recover()).stateHash).toBe(closing['stateHash']);
  });

  it('compares the state at the last stop also when the log has gone on since', async () => {
    await trade('a');
    await engine.stop();
    const path = join(engine.config.logDirectory, 'closing-state.json');
    const closing = readFileSync(path, 'utf8');
    await engine.startAgain();
    await trade('b');
    const crashed = mkdtempSync(join(tmpdir(), 'backlay-crashed-'));
    try {
      // As a crash leaves it now: with the closing state of the stop before.
      cpSync(engine.config.logDirectory, crashed, { recursive: true });
      expect(readFileSync(join(crashed, 'closing-state.json'), 'utf8')).toBe(closing);
      expect(await recover(crashed)).toMatchObject({ commands: 10 });
      writeFileSync(
        join(crashed, 'closing-state.json'),
        closing.replace(/"stateHash":"..../, '"stateHash":"____'),
      );
      await expect(recover(crashed)).rejects.toThrow(/replaying sequence 6 makes a state with the hash/);
    } finally {
      rmSync(crashed, { recursive: true, force: true });
    }
  });
});
