import { EventLogReader, EventLogWriter, SYSTEM_TIMERS, type EventLogAppend } from '@backlay/transport';
import { EventGroupEncoder } from '@backlay/contracts';
import { readConfig } from '../config.js';
import { commandBytes } from '../sequencer/command-codec.js';
import { CHAIN_OFFSET } from '../sequencer/journal-format.js';
import { Replayer } from '../sequencer/replayer.js';
import { Exchange } from '../matching/exchange.js';
import { order, SpecEngine } from '../testing/spec-engine.js';
import { openCommandLog } from './command-log.js';
import { LogReplay } from './log-replay.js';

/** All records of a log, copied. */
async function readLog(directory: string): Promise<EventLogAppend[]> {
  const reader = await EventLogReader.open({ directory });
  const records: EventLogAppend[] = [];
  for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
    for (const { sequence, payload, journal } of batch) {
      records.push({ sequence, payload: Buffer.from(payload), journal: Buffer.from(journal) });
    }
  }
  await reader.close();
  return records;
}

const NO_NAMES = { keepReplayed: () => undefined };

/** The hash of the state that a replay in a fresh exchange makes. */
async function replayedHash(directory: string): Promise<string> {
  const exchange = new Exchange(100);
  const source = await EventLogReader.open({ directory });
  const replayer = new Replayer({ exchange, names: NO_NAMES, shard: 0 });
  await new LogReplay({ source, replayer, timers: SYSTEM_TIMERS }).to(Infinity);
  await source.close();
  return exchange.stateHash();
}

/** The journal as the first version of the engine wrote it: without chain and answer. */
function format1(journal: Buffer): Buffer {
  return Buffer.concat([Buffer.from([1]), journal.subarray(1, 9), commandBytes(journal)]);
}

describe('the start', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
    await engine.post('/v1/orders', order());
    await engine.post('/v1/orders', order({ accountId: 'bob', side: 'BACK', size: '4.00' }));
    await engine.post('/v1/orders', order({ price: '2.51' }));
  });
  afterEach(() => engine.end());

  it('replays the log to the same state, refusals included, and goes on with the next sequence and epoch', async () => {
    const before = await engine.fingerprint();
    const book = await engine.get('/v1/markets/1/book?depth=full');
    await engine.restart();
    expect(await engine.fingerprint()).toEqual(before);
    expect((await engine.get('/v1/markets/1/book?depth=full')).text).toBe(book.text);
    const { body } = await engine.get('/v1/engine');
    expect(body).toMatchObject({ epoch: 2, sequence: 5, counters: { accepted: 4, refused: 1 } });
    expect((await engine.post('/v1/orders', order())).body).toMatchObject({
      sequence: 6,
      sizeRemaining: '10.00',
    });
  });

  it('finds in the log what a fresh replay makes of it', async () => {
    const { stateHash } = await engine.fingerprint();
    await engine.stop();
    expect(await replayedHash(engine.config.logDirectory)).toBe(stateHash);
  });

  it('never lets time run backwards, whatever the clock does', async () => {
    await engine.restart();
    const latest = await engine.post('/v1/orders', order());
    await engine.stop();
    await engine.startAgain({ now: () => 0 });
    const next = await engine.post('/v1/orders', order());
    expect(next.body['placedAt']).toBe(latest.body['placedAt']);
  });

  /** A log with the same records, changed on the way, and no closing state; gives what a start on it says. */
  async function startOn(
    change: (record: EventLogAppend) => EventLogAppend,
    look: (spec: SpecEngine) => Promise<void>,
  ): Promise<void> {
    await engine.stop();
    const records = await readLog(engine.config.logDirectory);
    const changed = SpecEngine.create();
    try {
      const { logDirectory: directory, logSegmentBytes: segmentBytes } = changed.config;
      const writer = await EventLogWriter.open({ directory, segmentBytes });
      for (const record of records) writer.append(change(record));
      await writer.close();
      await changed.listen();
      await look(changed);
    } finally {
      await changed.end();
    }
  }

  it('stops at a command with another outcome than it had, and names it', async () => {
    const forge = (record: EventLogAppend): EventLogAppend => {
      if (record.sequence === 4) record.journal.writeUInt32LE(0x12345678, CHAIN_OFFSET);
      return record;
    };
    await startOn(forge, async (forged) => {
      await expect(forged.engine.ready).rejects.toThrow(
        /replaying sequence 4 makes other events than it made when it was logged: the chain is [0-9a-f]{8}, not 12345678/,
      );
      const refused = await forged.post('/v1/orders', order());
      expect(refused).toMatchObject({ status: 503, body: { code: 'ENGINE_STARTING' } });
    });
  });

  it('replays a log of journal format 1 to the same state', async () => {
    const { stateHash } = await engine.fingerprint();
    const older = (record: EventLogAppend): EventLogAppend => ({
      ...record,
      journal: format1(record.journal),
    });
    await startOn(older, async (old) => {
      await old.engine.ready;
      expect((await old.fingerprint()).stateHash).toBe(stateHash);
    });
  });

  it('stops at a command of format 1 whose events are not those of the log, and names it', async () => {
    const timeMs = 1234;
    const wrong = new EventGroupEncoder().encode({ shard: 0, sequence: 4, timeMs, events: [] });
    const forge = (record: EventLogAppend): EventLogAppend => ({
      ...record,
      journal: format1(record.journal),
      payload: record.sequence === 4 ? wrong : record.payload,
    });
    await startOn(forge, async (forged) => {
      await expect(forged.engine.ready).rejects.toThrow(
        'replaying sequence 4 makes other events than the log has',
      );
    });
  });

  it('refuses the log of another shard, and one that another engine writes', async () => {
    const second = SpecEngine.start({ env: { DATA_DIR: engine.folder } });
    await expect(second).rejects.toThrow(/already has a writer/);
    await engine.stop();
    const { logDirectory: directory } = readConfig({ DATA_DIR: engine.folder });
    await expect(openCommandLog({ directory, shard: 1 })).rejects.toThrow(/is the log of shard 0, not of 1/);
  });
});

describe('while the log is replayed', () => {
  it('commands and reads are refused, health says why, and all is well afterwards', async () => {
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const engine = await SpecEngine.start();
    try {
      await engine.openMarket();
      await engine.stop();
      await engine.listen({
        openLog: async (options) => {
          await opened;
          return openCommandLog(options);
        },
      });
      const refused = await engine.post('/v1/orders', order());
      expect(refused).toMatchObject({ status: 503, body: { code: 'ENGINE_STARTING' } });
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(await engine.get('/v1/markets/1')).toMatchObject({
        status: 503,
        body: { code: 'ENGINE_STARTING' },
      });
      const ready = await engine.get('/health/ready');
      expect(ready).toMatchObject({
        status: 503,
        body: { reasons: ['STARTING: the event log is being replayed'] },
      });
      expect((await engine.get('/health/live')).status).toBe(200);
      gate.open?.();
      await engine.engine.ready;
      expect((await engine.get('/health/ready')).status).toBe(200);
      expect((await engine.post('/v1/orders', order())).status).toBe(201);
    } finally {
      await engine.end();
    }
  });
});
