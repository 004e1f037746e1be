/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type Type } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  ALL_EVENTS,
  EventBatch,
  JsonEventCodec,
  RetryThen,
  StreamBatchContext,
  StreamContext,
  type StreamEvent,
  type StreamServer,
} from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

class PassingError extends Error {}

const SKIP = new RetryThen({
  isPassing: (error) => error instanceof PassingError,
  attemptsMax: 3,
  atLast: 'skip',
  initialDelayMs: 1,
  delayMsMax: 2,
});

/** What a batch handler applied, as one transaction would: all of a batch or nothing. */
class Ledger {
  readonly applied: unknown[] = [];
  /** Where the handler's own checkpoint stands. */
  sequence = 0;
  readonly poison = new Set<unknown>();
  attempts = 0;
  /** Called before anything is applied. */
  before: (events: readonly StreamEvent[]) => void = () => undefined;

  get controller(): Type {
    const apply = (events: readonly StreamEvent[], context: StreamBatchContext): void =>
      this.apply(events, context);

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
        apply(events, context);
      }
    }
    return Handlers;
  }

  private apply(events: readonly StreamEvent[], context: StreamBatchContext): void {
    this.attempts += 1;
    this.before(events);
    if (context.getFirstSequence() !== this.sequence + 1)
      throw new Error(
        `the checkpoint is ${this.sequence}, the batch begins with ${context.getFirstSequence()}`,
      );
    for (const { data } of events)
      if (this.poison.has(data)) throw new TypeError(`cannot handle ${String(data)}`);
    this.applied.push(...events.map(({ data }) => data));
    this.sequence = context.getLastSequence();
  }
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);
const applied = (strategy: StreamServer): number => strategy.state()[0]?.applied?.sequence ?? 0;

/** What becomes of events that cannot be handled. */
export function describePoison(suite: ConformanceSuite): void {
  let ledger: Ledger;

  beforeEach(() => {
    ledger = new Ledger();
  });

  function skipping(): StreamServer {
    const resumeAfter = (): Promise<{ epoch: number; sequence: number }> =>
      Promise.resolve({ epoch: ledger.sequence === 0 ? 0 : 1, sequence: ledger.sequence });
    return suite.server({ failurePolicy: SKIP, resumeAfter });
  }

  it('finds the sequences that cannot be handled among many, keeps them, and applies all others in order', async () => {
    for (const data of [1, 37, 38, 64]) ledger.poison.add(data);
    await suite.stream.publish(...upTo(64).map((data) => [event('a', data)]));
    const strategy = skipping();
    const gone: string[] = [];
    strategy.on('deadLettered', ({ id }) => gone.push(id));
    await suite.start(ledger.controller, strategy);
    await until(() => applied(strategy) === 64);
    expect(ledger.applied).toEqual(upTo(64).filter((data) => !ledger.poison.has(data)));
    expect(ledger.sequence).toBe(64);
    const letters = await suite.letters();
    expect(letters.map(({ id }) => id)).toEqual(['1-1', '1-37', '1-38', '1-64']);
    expect(gone).toEqual(['1-1', '1-37', '1-38', '1-64']);
    expect(letters[1]).toMatchObject({
      stream: suite.stream.name,
      group: 'group',
      consumer: 'consumer',
      epoch: 1,
      firstSequence: 37,
      lastSequence: 37,
      error: { name: 'TypeError', message: 'cannot handle 37' },
    });
    expect(letters[1]?.attempts).toBeGreaterThanOrEqual(3);
    expect(letters[1]?.givenUpAtMs).toBeGreaterThanOrEqual(letters[1]?.firstFailedAtMs ?? Infinity);
    // Of the 64 in one entry, the bytes of this one only.
    expect(new JsonEventCodec().decode(letters[1]?.payload ?? Buffer.alloc(0))).toEqual([
      { pattern: 'a', data: 37, sequence: 37, index: 0, timeMs: 1 },
    ]);
    expect(strategy.state()[0]).toMatchObject({ status: 'connected', deadLettered: 4, failedAttempts: 0 });
    expect(suite.logger.errors.join('\n')).toContain('1-37 is a dead letter');
  });

  it('gives a sequence all its attempts by itself before it is dead', async () => {
    // Each batch that holds both fails for the first; the second fails twice alone and then is well.
    ledger.poison.add(1);
    let failures = 0;
    ledger.before = () => {
      if (ledger.sequence === 1 && failures < 2) {
        failures += 1;
        throw new TypeError('only twice');
      }
    };
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    const strategy = skipping();
    await suite.start(ledger.controller, strategy);
    await until(() => applied(strategy) === 2);
    expect(ledger.applied).toEqual([2]);
    expect((await suite.letters()).map(({ id }) => id)).toEqual(['1-1']);
  });

  it('never takes a fault that passes for one of the events', async () => {
    ledger.before = () => {
      if (ledger.attempts < 20) throw new PassingError('the database is away');
    };
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    const strategy = skipping();
    await suite.start(ledger.controller, strategy);
    await until(() => applied(strategy) === 2);
    expect(ledger.applied).toEqual([1, 2]);
    expect(await suite.letters()).toEqual([]);
  });

  it('keeps bytes that cannot be decoded as they are, and goes on', async () => {
    await suite.stream.publish([event('a', 1)]);
    await suite.stream.publishGarbage();
    await suite.stream.publish([event('a', 3)]);
    const strategy = skipping();
    await suite.start(ledger.controller, strategy);
    await until(() => applied(strategy) === 3);
    expect(ledger.applied).toEqual([1, 3]);
    const [letter, ...others] = await suite.letters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ id: '1-2', payload: Buffer.from('no events') });
  });

  it('writes the letter before it goes past: a crash in between costs nothing and makes no second one', async () => {
    ledger.poison.add(2);
    await suite.stream.publish([event('a', 1)], [event('a', 2)], [event('a', 3)]);
    // The empty hand-over that moves the checkpoint past the letter never succeeds: as if the process died there.
    let deaths = 0;
    ledger.before = (events) => {
      if (events.length > 0) return;
      deaths += 1;
      throw new PassingError('dead');
    };
    const first = skipping();
    const app = await suite.start(ledger.controller, first);
    await until(async () => (await suite.letters()).length === 1 && deaths > 2);
    await suite.stop(app);
    expect(ledger.sequence).toBe(1);

    // The event would be well now; but there is a letter, and whoever hands that over again must not find it applied.
    ledger.before = () => undefined;
    ledger.poison.clear();
    const second = skipping();
    await suite.start(ledger.controller, second);
    await until(() => applied(second) === 3);
    expect(ledger.applied).toEqual([1, 3]);
    expect((await suite.letters()).map(({ id }) => id)).toEqual(['1-2']);
  });

  it('waits until the letter can be written', async () => {
    ledger.poison.add(1);
    const store = suite.stream.deadLetters();
    let refusals = 0;
    const strategy = suite.server({
      failurePolicy: SKIP,
      deadLetters: () => ({
        add: (letter) => {
          refusals += 1;
          return refusals <= 2 ? Promise.reject(new Error('the disk is full')) : store.add(letter);
        },
        list: (query) => store.list(query),
        get: (id) => store.get(id),
        remove: (id) => store.remove(id),
        count: () => store.count(),
        close: () => store.close(),
      }),
    });
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    await suite.start(ledger.controller, strategy);
    await until(() => applied(strategy) === 2);
    expect(refusals).toBe(3);
    expect(ledger.applied).toEqual([2]);
    expect(suite.logger.errors.join()).toContain('the disk is full');
  });

  it('applies everything in front of the culprit before it halts, when the policy wants it narrowed down', async () => {
    ledger.poison.add(6);
    await suite.stream.publish(...upTo(9).map((data) => [event('a', data)]));
    const failurePolicy = { decide: () => ({ action: 'halt', isNarrowed: true }) as const };
    const strategy = suite.server({ failurePolicy });
    await suite.start(ledger.controller, strategy);
    await until(() => strategy.state()[0]?.status === 'halted');
    expect(ledger.applied).toEqual([1, 2, 3, 4, 5]);
    expect(strategy.state()[0]).toMatchObject({
      applied: { sequence: 5 },
      lastError: { message: 'cannot handle 6' },
    });
    expect(await suite.letters()).toEqual([]);
  });

  it('halts when even a batch without events is refused', async () => {
    ledger.before = () => {
      throw new TypeError('a bug for every batch');
    };
    await suite.stream.publish([event('a', 1)]);
    const strategy = skipping();
    await suite.start(ledger.controller, strategy);
    await until(() => strategy.state()[0]?.status === 'halted');
    expect(ledger.sequence).toBe(0);
    expect((await suite.letters()).map(({ id }) => id)).toEqual(['1-1']);
  });

  it('calls no per-event handler again for what it has handled', async () => {
    const seen: number[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>(ALL_EVENTS)
      handle(@Payload() data: number, @Ctx() _context: StreamContext): void {
        if (data === 5) throw new TypeError('poison');
        seen.push(data);
      }
    }

    await suite.stream.publish(...upTo(8).map((data) => [event('a', data)]));
    const strategy = suite.server({ failurePolicy: SKIP });
    await suite.start(Handlers, strategy);
    await until(() => applied(strategy) === 8);
    expect(seen).toEqual([1, 2, 3, 4, 6, 7, 8]);
    expect((await suite.letters()).map(({ id }) => id)).toEqual(['1-5']);
  });
}
