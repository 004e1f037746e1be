import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { EventLogReader } from './event-log.reader.js';
import { compiledSources } from './testing/compiled-sources.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { journalOf, openTestWriter, payloadOf, readSequences, sequencesTo } from './testing/test-log.js';
import { until } from './testing/until.js';

const KILLS = 12;
/** The child is killed at a random moment of this many ms after its first confirmed record. */
const KILL_WITHIN_MS = 60;

describe('an event log whose writer is killed', () => {
  jest.setTimeout(120_000);
  let sources: Awaited<ReturnType<typeof compiledSources>>;
  let log: Awaited<ReturnType<typeof temporaryDirectory>>;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    sources = await compiledSources();
  });
  afterAll(() => sources.remove());
  beforeEach(async () => {
    log = await temporaryDirectory('event-log');
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await log.remove();
  });

  function startWriter(): { process: ChildProcess; lastConfirmed: () => number } {
    const writer = spawn(process.execPath, [join(sources.path, 'testing', 'append-forever.js'), log.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = writer;
    let output = '';
    writer.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-100);
    });
    // The last line may be cut in the middle of its number.
    return { process: writer, lastConfirmed: () => Number(output.split('\n').at(-2) ?? 0) };
  }

  async function kill(writer: ChildProcess): Promise<void> {
    const ended = once(writer, 'close');
    writer.kill('SIGKILL');
    await ended;
  }

  it('keeps every confirmed record and shows followers nothing else, at any moment of the kill', async () => {
    const following = new AbortController();
    const followed: number[] = [];
    const reader = await EventLogReader.open({ directory: log.path, followIntervalMs: 1 });
    const follower = follow(reader, { followed, signal: following.signal });

    let confirmed = 0;
    for (let round = 1; round <= KILLS; round++) {
      const writer = startWriter();
      await until(() => writer.lastConfirmed() > confirmed);
      await delay(Math.random() * KILL_WITHIN_MS);
      await kill(writer.process);
      confirmed = Math.max(confirmed, writer.lastConfirmed());

      // The next writer is another process of this host, so the dead one's lock must not stop it.
      const recovered = await openTestWriter(log.path);
      expect(recovered.lastSequence).toBeGreaterThanOrEqual(confirmed);
      expect(recovered.epoch).toBe(2 * round);
      confirmed = recovered.lastSequence;
      await recovered.close();
      expect(await readSequences(log.path)).toEqual(sequencesTo(confirmed));
    }
    await until(() => followed.length === confirmed);
    following.abort();
    await follower;
    expect(followed).toEqual(sequencesTo(confirmed));
  });

  it('lets other processes read only what the writer has confirmed', async () => {
    const writer = startWriter();
    const reader = await EventLogReader.open({ directory: log.path, followIntervalMs: 1 });
    const following = new AbortController();
    for await (const batch of reader.follow(following.signal)) {
      expect(batch.lastSequence).toBeLessThanOrEqual(reader.durablePosition()?.sequence ?? 0);
      if (batch.lastSequence >= 2_000) following.abort();
    }
    await reader.close();
    await kill(writer.process);
    expect(writer.lastConfirmed()).toBeGreaterThanOrEqual(2_000);
  });
});

async function follow(
  reader: EventLogReader,
  { followed, signal }: { followed: number[]; signal: AbortSignal },
): Promise<void> {
  for await (const batch of reader.follow(signal)) {
    for (const { sequence, payload, journal } of batch) {
      if (!payload.equals(payloadOf(sequence)) || !journal.equals(journalOf(sequence))) {
        throw new Error(`record ${sequence} is not what was written`);
      }
      followed.push(sequence);
    }
  }
  await reader.close();
}
