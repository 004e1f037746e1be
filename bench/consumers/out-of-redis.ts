import { EVENTS_PER_BATCH_DEFAULT } from '@backlay/consumer';
import { ExchangeEventCodec } from '@backlay/contracts';
import { EventBatch, RedisStreamsServer, type StreamEvent } from '@backlay/transport';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { STREAM } from '../cold-path/published-stream.js';

/** Entries of one XREADGROUP of the bare loop. */
const ENTRIES_PER_READ = 256;

/** Takes events and does nothing with them. */
@Controller()
class CountingConsumer {
  static events = 0;

  @EventBatch()
  count(@Payload() events: readonly StreamEvent[]): void {
    CountingConsumer.events += events.length;
  }
}

@Module({ controllers: [CountingConsumer] })
class CountingModule {}

/**
 * Reads the stream to its end with the transport of the apps: in order, without a gap, decoded, acknowledged after the
 * handler.
 * @param group one that has read nothing yet
 * @returns events a second
 */
export async function readByTransport(
  redisUrl: string,
  group: string,
  lastSequence: number,
): Promise<number> {
  CountingConsumer.events = 0;
  const strategy = new RedisStreamsServer({
    redis: redisUrl,
    streams: [STREAM],
    group,
    consumer: 'bench',
    codec: new ExchangeEventCodec(0),
    maxEventsPerBatch: EVENTS_PER_BATCH_DEFAULT,
    resumeAfter: () => Promise.resolve({ epoch: 0, sequence: 0 }),
  });
  const ended = new Promise<void>((resolve, reject) => {
    strategy.on('error', reject);
    strategy.on('applied', ({ applied }) => applied?.sequence === lastSequence && resolve());
  });
  const app = await NestFactory.createMicroservice(CountingModule, { strategy, logger: false });
  const startedAtMs = performance.now();
  await app.listen();
  await ended;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const { events } = CountingConsumer;
  await app.close();
  return events / seconds;
}

/** The same entries by a bare loop of XREADGROUP and XACK, which looks at nothing. @returns entries a second */
export async function readBare(redisUrl: string, group: string): Promise<number> {
  const redis = new Redis(redisUrl);
  try {
    await redis.xgroup('CREATE', STREAM, group, '0');
    const startedAtMs = performance.now();
    let count = 0;
    for (;;) {
      const reply: unknown = await redis.xreadgroupBuffer(
        'GROUP',
        group,
        'bench',
        'COUNT',
        ENTRIES_PER_READ,
        'STREAMS',
        STREAM,
        '>',
      );
      const entries = (reply as [Buffer, [Buffer, Buffer[]][]][] | null)?.[0]?.[1] ?? [];
      if (entries.length === 0) break;
      await redis.xack(STREAM, group, ...entries.map(([id]) => id));
      count += entries.length;
    }
    return (count * 1000) / (performance.now() - startedAtMs);
  } finally {
    redis.disconnect();
  }
}
