import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { EventBatch, type StreamEvent } from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

/** What a consumer does when the stream lacks something. */
export function describeGaps(suite: ConformanceSuite): void {
  let seen: unknown[];

  @Controller()
  class Handlers {
    @EventBatch()
    handle(@Payload() events: readonly StreamEvent[]): void {
      seen.push(...events.map(({ data }) => data));
    }
  }

  beforeEach(() => {
    seen = [];
  });

  it('goes on by itself when what is missing comes back', async () => {
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    await suite.stream.lose(2);
    await suite.stream.publish([event('a', 5)]);
    const strategy = suite.server({ resumeAfter: () => Promise.resolve(undefined) });
    await suite.start(Handlers, strategy);
    await until(() => strategy.state()[0]?.status === 'halted');
    expect(seen).toEqual([1, 2]);
    expect(strategy.state()[0]).toMatchObject({
      gapsHealed: 0,
      lastGap: { expectedSequence: 3, actualSequence: 5, healedFrom: undefined },
      lastError: { code: 'STREAM_GAP' },
    });

    await suite.stream.restore();
    await until(() => strategy.state()[0]?.applied?.sequence === 5);
    expect(seen).toEqual([1, 2, 5]);
    await until(() => strategy.state()[0]?.status === 'connected');
    expect(strategy.state()[0]).toMatchObject({ gapsHealed: 1, lastGap: { expectedSequence: 3 } });
    expect(strategy.state()[0]?.lastGap?.healedFrom).toBeDefined();
    expect(suite.logger.warnings.filter((line) => line.includes('healed'))).toHaveLength(1);
    expect(suite.logger.errors.filter((line) => line.includes('expected sequence 3'))).toHaveLength(1);
  });

  it('waits for a stream that ends before what is applied, and repeats nothing when it has caught up', async () => {
    for (const data of [1, 2, 3, 4]) await suite.stream.publish([event('a', data)]);
    const strategy = suite.server({ resumeAfter: () => Promise.resolve(undefined) });
    const app = await suite.start(Handlers, strategy);
    await until(() => strategy.state()[0]?.applied?.sequence === 4);
    await suite.stop(app);

    const fallen = await suite.stream.fallBack(2);
    const later = suite.server({ resumeAfter: () => Promise.resolve({ epoch: 1, sequence: 4 }) });
    await suite.start(Handlers, later);
    await until(() => later.state()[0]?.status === 'ahead');
    expect(later.state()[0]).toMatchObject({ lastError: { code: 'STREAM_POSITION_AHEAD' } });
    await fallen.catchUp();
    await suite.stream.publish([event('a', 5)]);
    await until(() => later.state()[0]?.applied?.sequence === 5);
    await until(() => later.state()[0]?.status === 'connected');
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
}
