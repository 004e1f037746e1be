/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { ALL_EVENTS, EventBatch, StreamBatchContext, StreamContext, type StreamEvent } from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

/** What happens when handlers, bytes or the stream itself fail. */
export function describeFailure(suite: ConformanceSuite): void {
  it('hands a failed event over again, with its count, before anything behind it', async () => {
    const seen: unknown[] = [];
    const statuses: string[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>(ALL_EVENTS)
      handle(@Payload() data: number, @Ctx() context: StreamContext): void {
        seen.push([data, context.getDeliveryCount()]);
        if (data === 2 && context.getDeliveryCount() < 3) throw new Error('not yet');
      }
    }

    const strategy = suite.server();
    strategy.status.subscribe((status) => statuses.push(status));
    await suite.start(Handlers, strategy);
    await suite.stream.publish([event('a', 1), event('a', 2)], [event('a', 3)]);
    await until(() => seen.length === 5);

    expect(seen.slice(0, 4)).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(seen[4]).toEqual([3, expect.any(Number)]);
    await until(() => strategy.state()[0]?.applied?.sequence === 2);
    expect(statuses).toEqual(['connected', 'stalled', 'connected']);
  });

  it('acknowledges nothing while a batch handler fails, and shows the cause', async () => {
    let attempts = 0;

    @Controller()
    class Handlers {
      @EventBatch()
      handle(): void {
        attempts += 1;
        throw new Error('the database is away');
      }
    }

    const strategy = suite.server({ resumeAfter: () => Promise.resolve(undefined) });
    const errors: unknown[] = [];
    strategy.on('error', (error) => errors.push(error));
    const app = await suite.start(Handlers, strategy);
    await suite.stream.publish([event('a', 1)]);
    await until(() => attempts >= 3);
    expect(strategy.state()[0]).toMatchObject({
      status: 'stalled',
      lag: 1,
      lastSeenSequence: 1,
      lastError: { message: 'the database is away' },
    });
    expect(strategy.state()[0]?.failedAttempts).toBeGreaterThan(0);
    expect(errors[0]).toEqual(new Error('the database is away'));
    expect(suite.logger.errors[0]).toContain('the database is away');
    await suite.stop(app);

    const seen: unknown[] = [];

    @Controller()
    class Recovered {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
        seen.push([events.map(({ data }) => data), context.getFirstSequence(), context.getLastSequence()]);
      }
    }

    await suite.start(Recovered);
    await until(() => seen.length === 1);
    expect(seen).toEqual([[[1], 1, 1]]);
  });

  it('stops in front of a gap, handles what lies before it, and says so', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[]): void {
        seen.push(...events.map(({ data }) => data));
      }
    }

    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    await suite.stream.lose(2);
    await suite.stream.publish([event('a', 5)]);
    const strategy = suite.server();
    await suite.start(Handlers, strategy);
    await until(() => strategy.state()[0]?.status === 'halted');
    expect(seen).toEqual([1, 2]);
    expect(strategy.state()[0]).toMatchObject({
      applied: { sequence: 2 },
      lastError: { code: 'STREAM_GAP' },
    });
    expect(strategy.state()[0]?.lastError?.message).toContain('expected sequence 3');
    await expect(firstValueFrom(strategy.status)).resolves.toBe('halted');
  });

  it('does not go past bytes that it cannot decode', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[]): void {
        seen.push(...events.map(({ data }) => data));
      }
    }

    await suite.stream.publish([event('a', 1)]);
    await suite.stream.publishGarbage();
    await suite.stream.publish([event('a', 3)]);
    const strategy = suite.server();
    await suite.start(Handlers, strategy);
    await until(() => (strategy.state()[0]?.failedAttempts ?? 0) >= 2);
    expect(seen).toEqual([1]);
    expect(strategy.state()[0]).toMatchObject({ status: 'stalled', applied: { sequence: 1 } });
  });

  it('halts when the failure policy says so', async () => {
    let attempts = 0;

    @Controller()
    class Handlers {
      @EventBatch()
      handle(): void {
        attempts += 1;
        throw new Error('poison');
      }
    }

    const strategy = suite.server({ failurePolicy: { decide: () => ({ action: 'halt' }) } });
    await suite.start(Handlers, strategy);
    await suite.stream.publish([event('a', 1)]);
    await until(() => strategy.state()[0]?.status === 'halted');
    expect(attempts).toBe(1);
    expect(strategy.state()[0]?.lastError?.message).toBe('poison');
  });

  it('loses nothing when a failure policy or a listener throws', async () => {
    const seen: unknown[] = [];
    let attempts = 0;

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[]): void {
        attempts += 1;
        if (attempts <= 2) throw new Error('the database is away');
        seen.push(...events.map(({ data }) => data));
      }
    }

    const policy = {
      decide: (): never => {
        throw new Error('a bug in the policy');
      },
    };
    const strategy = suite.server({ failurePolicy: policy });
    strategy.on('error', () => {
      throw new Error('a bug in the listener');
    });
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    await suite.start(Handlers, strategy);
    await until(() => strategy.state()[0]?.applied?.sequence === 2);
    expect(seen).toEqual([1, 2]);
    expect(suite.logger.errors.join()).toContain('a bug in the policy');
    expect(suite.logger.errors.join()).toContain('a bug in the listener');
  });

  it('reports a failed start to the caller of listen', async () => {
    @Controller()
    class Handlers {
      @EventBatch()
      handle(): void {
        throw new Error('unreachable');
      }
    }

    const strategy = suite.server({ resumeAfter: () => Promise.reject(new Error('no checkpoint')) });
    await expect(suite.start(Handlers, strategy)).rejects.toThrow('no checkpoint');
  });

  it('refuses batch and per-event handlers under one pattern', async () => {
    @Controller()
    class Handlers {
      @EventBatch()
      batch(): void {
        throw new Error('unreachable');
      }

      @EventPattern<string>(ALL_EVENTS)
      single(): void {
        throw new Error('unreachable');
      }
    }

    await expect(suite.start(Handlers)).rejects.toThrow(
      'pattern "*" has a batch handler and a per-event handler',
    );
  });
}
