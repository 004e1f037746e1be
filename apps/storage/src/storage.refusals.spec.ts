import { jest } from '@jest/globals';
import type { Page, Problem } from '@backlay/service';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import { startApp } from './app.js';
import type { TradeView } from './trade/trade.query.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

describe('storage refuses, saying what is wrong and what is allowed', () => {
  let storage: RunningConsumer;

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
    await storage.append(new EventHistory({ seed: 31, commands: 200 }).groups());
    await storage.untilApplied();
  });

  afterAll(async () => {
    await storage?.destroy();
  });

  it.each([
    ['/v1/trades?limit=0', '?limit must be a whole number from 1 to 1000.'],
    ['/v1/trades?limit=1001', '?limit must be a whole number from 1 to 1000.'],
    ['/v1/trades?limit=ten', '?limit must be a whole number from 1 to 1000.'],
    ['/v1/trades?limit=5&limit=6', '?limit must be a whole number from 1 to 1000.'],
    ['/v1/trades?marketId=-1', '?marketId must be a whole number from 1 to 2147483647.'],
    ['/v1/trades?marketId=1.5', '?marketId must be a whole number from 1 to 2147483647.'],
    ['/v1/trades?marketId=2147483648', '?marketId must be a whole number from 1 to 2147483647.'],
    ['/v1/trades?marketId=', '?marketId must be a whole number from 1 to 2147483647.'],
    ['/v1/trades?runnerId=5', '?runnerId needs marketId: a runner is known by its market.'],
    ['/v1/orders?runnerId=5', '?runnerId needs marketId: a runner is known by its market.'],
    [
      '/v1/trades?from=yesterday',
      '?from must be a time in ISO 8601 with zone, such as 2026-11-23T12:00:00.000Z.',
    ],
    ['/v1/trades?sort=price;drop%20table', '?sort must be one of newest, oldest.'],
    ['/v1/orders?status=OPEN', '?status must be one of RESTING, WAITING, COMPLETE.'],
    ['/v1/trades?cursor=abc', '?cursor must be the nextCursor of an earlier page of this list.'],
    [
      '/v1/trades?cursor=OTk5OTk5OTk5OTk5OTk5OS4xLjE',
      '?cursor must be the nextCursor of an earlier page of this list.',
    ],
    [
      '/v1/markets?status=RUNNING',
      '?status must be one of INACTIVE, OPEN, SUSPENDED, CLOSED, SETTLED, VOIDED.',
    ],
    ['/v1/orders/abc', ':orderId must be a whole number from 1 to 9007199254740991.'],
    ['/v1/orders/9007199254740993', ':orderId must be a whole number from 1 to 9007199254740991.'],
    ['/v1/markets/0', ':marketId must be a whole number from 1 to 2147483647.'],
    [
      '/v1/events?colour=red',
      '?colour is not known here; allowed are fromSequence, toSequence, marketId, sort, limit, cursor.',
    ],
  ])('%s', async (path, detail) => {
    const { status, contentType, body } = await storage.get<Problem>(path);

    expect(contentType).toBe('application/problem+json; charset=utf-8');
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 400,
      code: 'REQUEST_INVALID',
      detail,
    });
    expect(body.errors).toHaveLength(1);
  });

  it.each([
    ['/v1/orders/999999', 'ORDER_UNKNOWN'],
    ['/v1/markets/77', 'MARKET_UNKNOWN'],
    ['/v1/nothing', 'ROUTE_UNKNOWN'],
  ])('%s', async (path, code) => {
    const { status, contentType, body } = await storage.get<Problem>(path);

    expect({ status, contentType, code: body.code }).toEqual({
      status: 404,
      contentType: 'application/problem+json; charset=utf-8',
      code,
    });
  });

  it('answers a malformed URL with a problem, too', async () => {
    const { status, body } = await storage.get<Problem>('/v1/orders/%zz');

    expect({ status, code: body.code }).toEqual({ status: 400, code: 'REQUEST_INVALID' });
  });

  it('takes any time that can be written', async () => {
    const { status, body } = await storage.get<Page<TradeView>>(
      '/v1/trades?from=0000-01-01T00:00:00Z&limit=1',
    );

    expect({ status, rows: body.items.length }).toEqual({ status: 200, rows: 1 });
  });
});
