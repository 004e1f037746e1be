import { EventTail, JsonEventCodec, type StreamPosition } from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

/** What a tail promises: whoever only looks, without a group. */
export function describeTail(suite: ConformanceSuite): void {
  describe('its tail', () => {
    let stop: AbortController;
    let follower: Follower | undefined;

    beforeEach(() => {
      stop = new AbortController();
      follower = undefined;
    });
    afterEach(async () => {
      stop.abort();
      await follower?.ended;
    });

    const follow = (after: StreamPosition): Follower => {
      follower = new Follower(new EventTail(suite.stream.tail(), new JsonEventCodec()), after, stop.signal);
      return follower;
    };
    const publishTo = async (last: number, first = 1): Promise<void> => {
      for (let at = first; at <= last; at++) await suite.stream.publish([event('a', at)]);
    };

    it('shows what is there and what comes, in order, each once', async () => {
      await publishTo(3);
      const tail = follow({ epoch: 0, sequence: 0 });
      await until(() => tail.seen.length === 3);
      await suite.stream.publish([event('a', 4), event('a', 4.5)], [], [event('a', 6)]);
      await until(() => tail.sequence === 6);
      expect(tail.seen).toEqual([1, 2, 3, 4, 4.5, 6]);
    });

    it('begins behind the place it is given, also in the middle of what was published together', async () => {
      await suite.stream.publish([event('a', 1)], [event('a', 2)], [event('a', 3)], [event('a', 4)]);
      const tail = follow({ epoch: 1, sequence: 2 });
      await until(() => tail.sequence === 4);
      expect(tail.seen).toEqual([3, 4]);
    });

    it('waits at the end of the stream, and says that sequences without events have passed', async () => {
      await publishTo(2);
      const tail = follow({ epoch: 1, sequence: 2 });
      await suite.stream.publish([], []);
      await until(() => tail.sequence === 4);
      expect(tail.seen).toEqual([]);
    });

    it('ends when it is told to, also while it waits', async () => {
      await publishTo(1);
      const tail = follow({ epoch: 1, sequence: 1 });
      await publishTo(2, 2);
      await until(() => tail.sequence === 2);
      stop.abort();
      expect(await tail.ended).toBeUndefined();
    });

    it('says so when the place was trimmed away', async () => {
      await publishTo(3);
      await suite.stream.trim();
      expect(await follow({ epoch: 1, sequence: 1 }).ended).toMatchObject({ code: 'STREAM_GAP' });
    });

    it('says so when the stream ends before the place', async () => {
      await publishTo(2);
      expect(await follow({ epoch: 1, sequence: 5 }).ended).toMatchObject({ code: 'STREAM_POSITION_AHEAD' });
    });

    it('says so when the stream falls back while it is followed', async () => {
      await publishTo(4);
      const tail = follow({ epoch: 0, sequence: 0 });
      await until(() => tail.sequence === 4);
      const fallen = await suite.stream.fallBack(2);
      expect(await tail.ended).toMatchObject({ code: 'STREAM_POSITION_AHEAD' });
      await fallen.catchUp();
    });

    it('stops in front of a hole', async () => {
      await publishTo(2);
      await suite.stream.lose(2);
      await publishTo(5, 5);
      const tail = follow({ epoch: 0, sequence: 0 });
      expect(await tail.ended).toMatchObject({ code: 'STREAM_GAP', expectedSequence: 3 });
      expect(tail.seen).toEqual([1, 2]);
    });

    it('shows nothing of a batch that cannot be read', async () => {
      await publishTo(1);
      await suite.stream.publishGarbage();
      const tail = follow({ epoch: 1, sequence: 1 });
      expect(await tail.ended).toBeInstanceOf(SyntaxError);
      expect(tail.seen).toEqual([]);
    });
  });
}

/** Follows a tail to its end. */
class Follower {
  readonly seen: unknown[] = [];
  sequence: number;
  /** Why it ended; undefined when it was told to. */
  readonly ended: Promise<unknown>;

  constructor(tail: EventTail, after: StreamPosition, signal: AbortSignal) {
    this.sequence = after.sequence;
    this.ended = this.#follow(tail, after, signal).catch((error: unknown) => error);
  }

  async #follow(tail: EventTail, after: StreamPosition, signal: AbortSignal): Promise<void> {
    for await (const { firstSequence, lastSequence, events } of tail.follow(after, signal)) {
      expect(firstSequence).toBe(this.sequence + 1);
      this.seen.push(...events.map(({ data }) => data));
      this.sequence = lastSequence;
    }
  }
}
