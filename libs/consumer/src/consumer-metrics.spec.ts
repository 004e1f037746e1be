import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventGroupEncoder, ExchangeEventCodec } from '@backlay/contracts';
import type { Lease } from '@backlay/persistence';
import { createMetrics } from '@backlay/service';
import {
  ALL_EVENTS,
  EventLogServer,
  EventLogWriter,
  FileDeadLetters,
  RetryThen,
  type StreamState,
} from '@backlay/transport';
import { Logger } from '@nestjs/common';
import { waitFor } from '../../../test/support/wait.js';
import { EventHistory } from '../../contracts/src/testing/event-history.js';
import { consumerMetrics } from './consumer-metrics.js';
import { ConsumerTimes } from './consumer-times.js';

const COMMANDS = 20;

describe('the metrics of a consumer', () => {
  let folder: string;
  let directory: string;
  let server: EventLogServer;
  let handle: () => Promise<void>;
  let lease: Lease | undefined;
  let times: ConsumerTimes;
  let deadLetters: FileDeadLetters;

  beforeEach(async () => {
    Logger.overrideLogger(['fatal']);
    folder = await mkdtemp(join(tmpdir(), 'backlay-metrics-spec-'));
    directory = join(folder, 'event-log');
    handle = () => Promise.resolve();
    lease = { owner: 'spec-1', fence: 1 };
    await writeLog();
    server = new EventLogServer({
      logs: [{ stream: 'events:0', directory }],
      group: 'spec',
      codec: new ExchangeEventCodec(0),
      failurePolicy: new RetryThen({ isPassing: () => false, attemptsMax: 2, atLast: 'halt' }),
    });
    times = new ConsumerTimes();
    deadLetters = new FileDeadLetters({
      directory: join(folder, 'letters'),
      stream: 'events:0',
      group: 'spec',
    });
    server.addHandler(ALL_EVENTS, () => handle(), true, { batch: true });
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeLog(): Promise<void> {
    const writer = await EventLogWriter.open({ directory, segmentBytes: 4 * 1024 * 1024 });
    const encoder = new EventGroupEncoder();
    for (const group of new EventHistory({ seed: 1, commands: COMMANDS }).groups(COMMANDS)) {
      const payload = encoder.encode(group);
      writer.append({ sequence: group.sequence, payload, journal: Buffer.alloc(0) });
    }
    await writer.flush();
    await writer.close();
  }

  async function listenUntil(description: string, isReached: (state: StreamState) => boolean): Promise<void> {
    await server.listen((error) => {
      if (error !== undefined) throw error;
    });
    await waitFor(description, () => Promise.resolve(server.state().some(isReached)));
  }

  async function lines(): Promise<string[]> {
    const ledger = {
      get lease() {
        return lease;
      },
    };
    const text = await createMetrics(
      'spec',
      consumerMetrics({ server, ledger, times, deadLetters }),
    ).metrics();
    return text.split('\n').filter((line) => line.startsWith('backlay_consumer_'));
  }

  it('say where it stands', async () => {
    await listenUntil('everything to be applied', ({ lag }) => lag === 0);
    const all = await lines();
    for (const line of [
      'backlay_consumer_status{state="connected",app="spec"} 1',
      'backlay_consumer_status{state="halted",app="spec"} 0',
      'backlay_consumer_lease{state="active",app="spec"} 1',
      `backlay_consumer_applied_sequence{app="spec"} ${COMMANDS}`,
      `backlay_consumer_end_sequence{app="spec"} ${COMMANDS}`,
      'backlay_consumer_lag{app="spec"} 0',
      'backlay_consumer_undelivered_sequences{app="spec"} 0',
      'backlay_consumer_pending_sequences{app="spec"} 0',
      'backlay_consumer_dead_letters{app="spec"} 0',
      'backlay_consumer_failed_attempts{app="spec"} 0',
      'backlay_consumer_gaps_healed_total{app="spec"} 0',
      'backlay_consumer_dead_lettered_total{app="spec"} 0',
    ]) {
      expect(all).toContain(line);
    }
  });

  it('say that it stands still, and how far behind', async () => {
    handle = () => Promise.reject(new Error('cannot be applied'));
    await listenUntil(
      'it to halt and look the end up',
      ({ status, endSequence }) => status === 'halted' && endSequence !== undefined,
    );
    const all = await lines();
    expect(all).toContain('backlay_consumer_status{state="halted",app="spec"} 1');
    expect(all).toContain('backlay_consumer_failed_attempts{app="spec"} 2');
    expect(all).toContain(`backlay_consumer_lag{app="spec"} ${COMMANDS}`);
  });

  it('tell what was not read apart from what was read and is not committed', async () => {
    let release = (): void => undefined;
    handle = () => new Promise<void>((resolve) => (release = resolve));
    await listenUntil('all to be read', ({ lastSeenSequence }) => lastSeenSequence === COMMANDS);
    await waitFor('the end to be known', async () =>
      (await lines()).includes(`backlay_consumer_end_sequence{app="spec"} ${COMMANDS}`),
    );
    const all = await lines();
    expect(all).toContain('backlay_consumer_undelivered_sequences{app="spec"} 0');
    expect(all).toContain(`backlay_consumer_pending_sequences{app="spec"} ${COMMANDS}`);
    release();
  });

  it('count what a batch takes, and how old its last command is', async () => {
    times.committed({ deliveredMs: performance.now() - 30, commandTimeMs: Date.now() - 700 });
    times.committed({ deliveredMs: performance.now() - 30, commandTimeMs: undefined });
    const all = await lines();
    for (const line of [
      'backlay_consumer_commit_seconds_bucket{le="0.025",app="spec"} 0',
      'backlay_consumer_commit_seconds_count{app="spec"} 2',
      'backlay_consumer_delay_seconds_bucket{le="0.5",app="spec"} 0',
      'backlay_consumer_delay_seconds_count{app="spec"} 1',
    ]) {
      expect(all).toContain(line);
    }
  });

  it('say nothing of what is not known yet', async () => {
    lease = undefined;
    const positions = (await lines()).filter((line) => !/_seconds|dead_letters/.test(line));
    expect(positions).toEqual([
      'backlay_consumer_lease{state="active",app="spec"} 0',
      'backlay_consumer_lease{state="standby",app="spec"} 1',
    ]);
  });
});
