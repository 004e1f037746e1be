import { jest } from '@jest/globals';
import type { PositionView } from '@backlay/consumer';
import type { EventGroup } from '@backlay/contracts';
import type { Page, Problem } from '@backlay/service';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import { startApp } from './app.js';
import type { SummaryView } from './market-data/market-data.views.js';
import type { CandleInterval } from './price-history/candle.entity.js';
import type { CandleView } from './price-history/candle.query.js';
import type { TapeView } from './tape/tape.query.js';
import { ExpectedProjections } from './testing/expected-projections.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const SEED = 11;

describe(`analytics (seed ${SEED})`, () => {
  let analytics: RunningConsumer;
  let history: EventHistory;
  let groups: EventGroup[];
  let expected: ExpectedProjections;

  const appendMore = async (commands: number): Promise<void> => {
    const more = history.groups(commands);
    groups.push(...more);
    expected.add(more);
    await analytics.append(more);
    await analytics.untilApplied();
  };

  const body = async <Body>(path: string): Promise<Body> => (await analytics.get<Body>(path)).body;

  async function readAll<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let next: string | null = path; next !== null;) {
      const page: Page<Item> = await body<Page<Item>>(next);
      items.push(...page.items);
      next = page.nextCursor === null ? null : `${path}&cursor=${page.nextCursor}`;
    }
    return items;
  }

  beforeAll(async () => {
    analytics = await RunningConsumer.create(startApp);
    history = new EventHistory({ seed: SEED, commands: 800, markets: 2, runnersPerMarket: 2 });
    groups = [];
    expected = new ExpectedProjections();
    await appendMore(800);
  });

  afterAll(async () => {
    await analytics?.destroy();
  });

  async function expectEverythingEqual(): Promise<void> {
    for (const marketId of expected.markets.keys()) {
      const path = `/v1/markets/${marketId}`;
      expect(await body(`${path}/summary`)).toEqual(expected.summary(marketId));
      expect(await body(`${path}/runners`)).toEqual({ marketId, runners: expected.runners(marketId) });
      expect(await readAll(`${path}/trades?sort=oldest&limit=1000`)).toEqual(expected.tape(marketId));
      for (const { runnerId } of expected.runners(marketId)) {
        const runner = `${path}/runners/${runnerId}`;
        expect(await body(`${runner}/volume`)).toEqual({
          marketId,
          runnerId,
          prices: expected.volume(marketId, runnerId),
        });
        for (const interval of ['1s', '1m', '5m'] satisfies CandleInterval[]) {
          const candles = await readAll(`${runner}/candles?interval=${interval}&limit=1000`);
          expect(candles).toEqual(expected.candles(marketId, runnerId, interval));
        }
      }
    }
  }

  it('answers a read after its sequence is applied, or says that it is not yet', async () => {
    const more = history.groups(50);
    groups.push(...more);
    expected.add(more);
    const sequence = more.at(-1)?.sequence ?? 0;
    const asked = body<SummaryView>(`/v1/markets/1/summary?atLeast=${sequence}`);
    await analytics.append(more);
    expect(await asked).toEqual(expected.summary(1));

    const late = await analytics.get<Problem>(`/v1/markets/1/summary?atLeast=${sequence + 1_000_000}`);
    expect(late).toMatchObject({ status: 503, body: { code: 'NOT_YET' } });
    for (const wrong of ['0', '-1', '1.5', 'x', '', '1&atLeast=2']) {
      const refused = await analytics.get<Problem>(`/v1/markets/1/summary?atLeast=${wrong}`);
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '?atLeast' }] } });
    }
  });

  it('answers what a recomputation from all events answers', async () => {
    expect(expected.tape(1).length).toBeGreaterThan(50);
    await expectEverythingEqual();
  });

  it('goes on after a restart with what happened meanwhile, and counts nothing twice', async () => {
    await analytics.stop();
    const missed = history.groups(60);
    groups.push(...missed);
    expected.add(missed);
    await analytics.append(missed);

    await analytics.restart();
    await analytics.untilApplied();

    await expectEverythingEqual();
  });

  it('says where it stands and that it is well', async () => {
    expect(await body<PositionView>('/v1/position')).toMatchObject({
      shard: 0,
      epoch: 1,
      sequence: groups.length,
    });
    expect(await analytics.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('pages the tape from either end, by runner too, while trades arrive', async () => {
    const before = expected.tape(1, 101);
    const newest = await body<Page<TapeView>>('/v1/markets/1/trades?runnerId=101&limit=10');

    await appendMore(60);

    const rest: TapeView[] = [];
    for (let cursor = newest.nextCursor; cursor !== null;) {
      const page = await body<Page<TapeView>>(`/v1/markets/1/trades?runnerId=101&limit=10&cursor=${cursor}`);
      rest.push(...page.items);
      cursor = page.nextCursor;
    }
    expect([...newest.items, ...rest].reverse()).toEqual(before);
    expect(await readAll('/v1/markets/1/trades?sort=oldest&limit=9')).toEqual(expected.tape(1));
  });

  it('gives the candles of a time range, page by page', async () => {
    const all = expected.candles(1, 101, '1s');
    const from = (all[3] as CandleView).startsAt;
    const to = (all[12] as CandleView).startsAt;

    const found = await readAll(
      `/v1/markets/1/runners/101/candles?interval=1s&from=${from}&to=${to}&limit=4`,
    );

    expect(found).toEqual(all.slice(3, 12));
  });

  it.each([
    [
      '/v1/markets/9/summary',
      404,
      'MARKET_UNKNOWN',
      'There is no market 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/9/runners',
      404,
      'MARKET_UNKNOWN',
      'There is no market 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/9/trades',
      404,
      'MARKET_UNKNOWN',
      'There is no market 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/1/runners/9/volume',
      404,
      'RUNNER_UNKNOWN',
      'There is no runner 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/1/runners/9/candles?interval=1s',
      404,
      'RUNNER_UNKNOWN',
      'There is no runner 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/1/trades?runnerId=9',
      404,
      'RUNNER_UNKNOWN',
      'There is no runner 9, or its events have not arrived here yet.',
    ],
    [
      '/v1/markets/one/summary',
      400,
      'REQUEST_INVALID',
      ':marketId must be a whole number from 1 to 2147483647.',
    ],
    ['/v1/markets/1/runners/101/candles', 400, 'REQUEST_INVALID', '?interval must be one of 1s, 1m, 5m.'],
    [
      '/v1/markets/1/runners/101/candles?interval=2m',
      400,
      'REQUEST_INVALID',
      '?interval must be one of 1s, 1m, 5m.',
    ],
    [
      '/v1/markets/1/trades?limit=2000',
      400,
      'REQUEST_INVALID',
      '?limit must be a whole number from 1 to 1000.',
    ],
    [
      '/v1/markets/1/trades?cursor=x',
      400,
      'REQUEST_INVALID',
      '?cursor must be the nextCursor of an earlier page of this list.',
    ],
    [
      '/v1/markets/1/trades?account=a',
      400,
      'REQUEST_INVALID',
      '?account is not known here; allowed are runnerId, sort, limit, cursor.',
    ],
  ])('refuses %s', async (path, status, code, detail) => {
    const answer = await analytics.get<Problem>(path);

    expect(answer.contentType).toBe('application/problem+json; charset=utf-8');
    expect({ status: answer.status, code: answer.body.code, detail: answer.body.detail }).toEqual({
      status,
      code,
      detail,
    });
  });

  it('describes every route for Swagger', async () => {
    const { paths } = await body<{ paths: Record<string, Record<string, { summary?: string }>> }>(
      '/docs-json',
    );

    expect(Object.keys(paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/consumer/resume',
      '/v1/dead-letters',
      '/v1/dead-letters/{id}',
      '/v1/dead-letters/{id}/redrive',
      '/v1/feed/markets',
      '/v1/markets/{marketId}/runners',
      '/v1/markets/{marketId}/runners/{runnerId}/candles',
      '/v1/markets/{marketId}/runners/{runnerId}/volume',
      '/v1/markets/{marketId}/summary',
      '/v1/markets/{marketId}/trades',
      '/v1/position',
    ]);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    for (const { summary } of operations) expect(summary).toMatch(/\w/);
  });
});
