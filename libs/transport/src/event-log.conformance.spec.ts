import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonEventCodec } from './event-codec.js';
import { EventLogClient } from './event-log.client.js';
import { FileDeadLetters } from './event-log.dead-letters.js';
import { DURABLE_POSITION_FILE, PositionFile } from './event-log.position-file.js';
import { listSegments } from './event-log.segment.js';
import { EVENT_LOG, EventLogServer } from './event-log.server.js';
import { EventLogTailSource } from './event-log.tail-source.js';
import { EventLogWriter } from './event-log.writer.js';
import type { TestEvent, TestStream } from './testing/conformance-suite.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { describeTransportConformance } from './testing/transport-conformance.js';

const codec = new JsonEventCodec();
const NOTHING = Buffer.alloc(0);
const logger = new RecordingLogger();

describeTransportConformance({ name: 'the event log', transportId: EVENT_LOG, createStream });

async function createStream(): Promise<TestStream> {
  const { path: directory, remove } = await temporaryDirectory('event-log');
  const open = (): Promise<EventLogWriter> =>
    EventLogWriter.open({ directory, segmentBytes: 16 * 1024, logger });
  let writer = await open();
  const gone: string[] = [];
  const position = PositionFile.openForWriting(join(directory, DURABLE_POSITION_FILE));

  async function append(payload: Buffer): Promise<void> {
    const sequence = writer.lastSequence + 1;
    writer.append({ sequence, payload, journal: NOTHING });
    await writer.whenDurable(sequence);
  }

  function encode(events: readonly TestEvent[]): Buffer {
    const sequence = writer.lastSequence + 1;
    return codec.encode(events.map((item, index) => ({ ...item, sequence, index, timeMs: 1 })));
  }

  const deadLettersDirectory = join(directory, 'letters');
  const options = {
    group: 'group',
    consumer: 'consumer',
    deadLettersDirectory,
    logs: [{ stream: 'log', directory }],
  };
  return {
    name: 'log',
    async publish(...sequences) {
      for (const events of sequences) await append(encode(events));
    },
    publishGarbage: () => append(Buffer.from('no events')),
    async lose(count) {
      // Its records get a segment of their own, which then disappears.
      await writer.close();
      writer = await open();
      for (let at = 0; at < count; at++) await append(NOTHING);
      await writer.close();
      const lost = (await listSegments(directory)).at(-1);
      writer = await open();
      if (lost === undefined) return;
      await rename(lost.path, `${lost.path}.lost`);
      gone.push(lost.path);
    },
    async restore() {
      for (const path of gone.splice(0)) await rename(`${path}.lost`, path);
    },
    async fallBack(sequence) {
      // What a reader is told of the end is older than what was read: so it is after a power failure, until the next start.
      const now = position.read();
      if (now === undefined) throw new Error('the log has no position');
      position.write({ ...now, sequence });
      return {
        async catchUp() {
          await writer.close();
          position.write(now);
          writer = await open();
        },
      };
    },
    async trim() {
      await writer.close();
      const before = await listSegments(directory);
      writer = await open();
      await append(NOTHING);
      for (const { path } of before) await rm(path);
    },
    tail: () => new EventLogTailSource({ stream: 'log', directory }),
    deadLetters: () =>
      new FileDeadLetters({ directory: deadLettersDirectory, stream: 'log', group: 'group' }),
    server: (overrides) => new EventLogServer({ ...options, ...overrides }),
    client: () => ({
      customClass: EventLogClient,
      options: { writer },
      server: new EventLogServer({ ...options, logger }),
    }),
    async close() {
      await writer.close();
      position.close();
      await remove();
    },
  };
}
