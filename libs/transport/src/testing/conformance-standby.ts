/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { EventBatch, StreamBatchContext, type StreamEvent, type StreamPosition } from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

class LeaseLostError extends Error {}

/** A lease as a database would give it out: one holder, one checkpoint, a fence around both. */
class Lease {
  holder: string | undefined;
  position: StreamPosition | undefined;
  readonly applied: unknown[] = [];
  private readonly waiting = new Set<() => void>();
  /** Grows with each change of hands: who had the lease before and has it again must not go on as if nothing had been. */
  private fence = 0;
  private readonly fences = new Map<string, number>();

  /** For `resumeAfter` of that member. */
  readonly of =
    (name: string) =>
    async (_stream: string, signal: AbortSignal): Promise<StreamPosition | undefined> => {
      while (this.holder !== undefined && this.holder !== name) {
        await new Promise<void>((resolve) => {
          this.waiting.add(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        signal.throwIfAborted();
      }
      this.holder = name;
      this.fences.set(name, this.fence);
      return this.position;
    };

  /** Takes the lease away from its holder, who does not know. */
  give(name: string | undefined): void {
    this.holder = name;
    this.fence += 1;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  apply(name: string, events: readonly StreamEvent[], context: StreamBatchContext): void {
    if (this.holder !== name || this.fences.get(name) !== this.fence)
      throw new LeaseLostError(`${name} holds no lease`);
    this.applied.push(...events.map(({ data }) => data));
    this.position = context.getPosition();
  }

  /** A handler that works under the lease of that member. */
  controllerOf(name: string) {
    const apply = (events: readonly StreamEvent[], context: StreamBatchContext): void =>
      this.apply(name, events, context);

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
        apply(events, context);
      }
    }
    return Handlers;
  }
}

/** One active member of a group, others standing by in `resumeAfter`. */
export function describeStandby(suite: ConformanceSuite): void {
  let lease: Lease;

  const member = (name: string) =>
    suite.server({
      consumer: name,
      resumeAfter: lease.of(name),
      failurePolicy: {
        decide: ({ error }) =>
          error instanceof LeaseLostError ? { action: 'reopen' } : { action: 'retry', delayMs: 1 },
      },
    });

  beforeEach(() => {
    lease = new Lease();
  });

  it('starts an application that has to wait for its lease, and reads nothing meanwhile', async () => {
    lease.give('first');
    const second = member('second');
    await suite.start(lease.controllerOf('second'), second);
    await suite.stream.publish([event('a', 1)]);
    expect(second.state()[0]).toMatchObject({
      status: 'standby',
      applied: undefined,
      lastSeenSequence: undefined,
    });
    lease.give(undefined);
    await until(() => lease.applied.length === 1);
    await until(() => second.state()[0]?.status === 'connected');
    expect(lease.applied).toEqual([1]);
  });

  it('stops at once when it is closed while it waits', async () => {
    lease.give('first');
    const app = await suite.start(lease.controllerOf('second'), member('second'));
    const beganMs = performance.now();
    await suite.stop(app);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect(lease.holder).toBe('first');
  });

  it('hands over from one member to the other and back, in order, nothing twice', async () => {
    const first = member('first');
    const second = member('second');
    await suite.start(lease.controllerOf('first'), first);
    await until(() => lease.holder === 'first');
    await suite.start(lease.controllerOf('second'), second);
    const expected: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      for (let at = 0; at < 5; at++) {
        expected.push(expected.length + 1);
        await suite.stream.publish([event('a', expected.length)]);
      }
      // Somewhere in the middle of what was just published.
      lease.give(turn % 2 === 0 ? 'second' : 'first');
    }
    await until(() => lease.applied.length === expected.length);
    expect(lease.applied).toEqual(expected);
    // The last turn gave it back to the first one; who lost it notices with its next delivery, or is told.
    second.reopen();
    await until(() => second.state()[0]?.status === 'standby' && first.state()[0]?.status === 'connected');
  });

  it('asks again, with what is in hand dropped, when the resuming fails later on', async () => {
    const take = lease.of('only');
    let asked = 0;
    const strategy = suite.server({
      resumeAfter: (stream, signal) => {
        asked += 1;
        return asked === 2 ? Promise.reject(new Error('the database is away')) : take(stream, signal);
      },
    });
    await suite.start(lease.controllerOf('only'), strategy);
    await suite.stream.publish([event('a', 1)]);
    await until(() => lease.applied.length === 1);
    strategy.reopen(suite.stream.name);
    await until(() => asked === 3);
    await suite.stream.publish([event('a', 2)]);
    await until(() => lease.applied.length === 2);
    expect(lease.applied).toEqual([1, 2]);
    expect(suite.logger.errors.join()).toContain('the database is away');
  });
}
