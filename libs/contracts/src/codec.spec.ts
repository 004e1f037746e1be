import fc from 'fast-check';
import { EventFormatError, EventGroupEncoder, decodeEventGroups } from './codec.js';
import type { EventGroup } from './event-group.js';
import type { ExchangeEvent } from './events.js';

const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const bigId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const size = fc.integer({ min: 0, max: 1_000_000_000 });
const price = fc.integer({ min: 101, max: 1_000_000 });
const side = fc.constantFrom('BACK' as const, 'LAY' as const);
const account = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/);
const fact = { orderId: bigId, accountId: account, marketId: id, runnerId: id, side, price };

const event: fc.Arbitrary<ExchangeEvent> = fc.oneof(
  fc.record({
    type: fc.constant('market.created' as const),
    marketId: id,
    name: fc.string({ unit: 'grapheme' }),
    runners: fc.array(fc.record({ runnerId: id, name: fc.string({ unit: 'grapheme' }) })),
    ladder: fc.oneof(
      fc.constant({ kind: 'CLASSIC' as const }),
      fc.record({
        kind: fc.constant('CUSTOM' as const),
        bands: fc.array(fc.record({ from: price, to: price, step: id })),
      }),
    ),
  }),
  fc.record({
    type: fc.constantFrom(
      'market.opened' as const,
      'market.suspended' as const,
      'market.resumed' as const,
      'market.closed' as const,
    ),
    marketId: id,
  }),
  fc.record({ type: fc.constant('order.placed' as const), ...fact, size, replacesOrderId: bigId }),
  fc.record({
    type: fc.constant('order.matched' as const),
    marketId: id,
    runnerId: id,
    price,
    size,
    makerOrderId: bigId,
    makerAccountId: account,
    makerSizeRemaining: size,
    takerOrderId: bigId,
    takerAccountId: account,
    takerSide: side,
    takerSizeRemaining: size,
  }),
  fc.record({
    type: fc.constant('order.cancelled' as const),
    ...fact,
    sizeCancelled: size,
    sizeRemaining: size,
    reason: fc.constantFrom(
      'REQUESTED' as const,
      'CANCEL_ALL' as const,
      'SELF_MATCH' as const,
      'HEARTBEAT_MISSED' as const,
    ),
  }),
  fc.record({
    type: fc.constant('order.lapsed' as const),
    ...fact,
    sizeLapsed: size,
    reason: fc.constantFrom('MARKET_CLOSED' as const, 'FUNDS_SHORT' as const),
  }),
  fc.record({
    type: fc.constant('trade.voided' as const),
    marketId: id,
    runnerId: id,
    tradeSequence: bigId,
    tradeIndex: id,
    price,
    size,
    makerOrderId: bigId,
    makerAccountId: account,
    takerOrderId: bigId,
    takerAccountId: account,
    takerSide: side,
  }),
  fc.record({
    type: fc.constant('trade.reduced' as const),
    marketId: id,
    runnerId: id,
    tradeSequence: bigId,
    tradeIndex: id,
    priceBefore: price,
    price,
    size,
    makerOrderId: bigId,
    makerAccountId: account,
    takerOrderId: bigId,
    takerAccountId: account,
    takerSide: side,
  }),
  fc.record({
    type: fc.constantFrom('account.settled' as const, 'account.settlement-reversed' as const),
    accountId: account,
    marketId: id,
    currency: fc.constantFrom('GBP', 'EUR'),
    profit: fc.maxSafeInteger(),
    commission: fc.maxSafeNat(),
    balance: fc.maxSafeInteger(),
  }),
  fc.record({ type: fc.constant('order.released' as const), ...fact, sizeRemaining: size }),
  fc.record({
    type: fc.constant('command.rejected' as const),
    command: fc.constantFrom('PlaceOrder', 'CancelOrder'),
    reason: fc.constantFrom('PRICE_OFF_LADDER', 'MARKET_SUSPENDED'),
    marketId: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    accountId: fc.oneof(account, fc.constant('')),
  }),
);

const group: fc.Arbitrary<EventGroup> = fc.record({
  shard: fc.integer({ min: 0, max: 65_535 }),
  sequence: bigId,
  timeMs: fc.integer({ min: 0, max: 2 ** 45 }),
  events: fc.array(event, { maxLength: 12 }),
});

function encodeAll(groups: readonly EventGroup[]): Buffer {
  const encoder = new EventGroupEncoder();
  return Buffer.concat(groups.map((one) => Buffer.from(encoder.encode(one))));
}

describe('the wire form of event groups', () => {
  it('gives back exactly what was encoded, groups standing one after another', () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), (groups) => {
        expect(decodeEventGroups(encodeAll(groups))).toEqual(groups);
      }),
    );
  });

  it('keeps the group of a command that made nothing happen', () => {
    const silent = { shard: 0, sequence: 7, timeMs: 1_700_000_000_000, events: [] };
    expect(decodeEventGroups(encodeAll([silent]))).toEqual([silent]);
  });

  it('refuses bytes that are cut short anywhere', () => {
    const bytes = encodeAll([
      {
        shard: 0,
        sequence: 1,
        timeMs: 1,
        events: [
          {
            type: 'order.placed',
            orderId: 1,
            accountId: 'alice',
            marketId: 1,
            runnerId: 1,
            side: 'BACK',
            price: 250,
            size: 1000,
            replacesOrderId: 0,
          },
        ],
      },
    ]);
    for (let length = 1; length < bytes.length; length++) {
      expect(() => decodeEventGroups(bytes.subarray(0, length))).toThrow(EventFormatError);
    }
  });

  it('refuses a format it does not know, naming both', () => {
    const bytes = encodeAll([{ shard: 0, sequence: 1, timeMs: 1, events: [] }]);
    bytes[4] = 99;
    expect(() => decodeEventGroups(bytes)).toThrow('format 99, known is 1');
  });

  it('refuses an event code it does not know', () => {
    const bytes = encodeAll([
      { shard: 0, sequence: 1, timeMs: 1, events: [{ type: 'market.opened', marketId: 1 }] },
    ]);
    bytes[30] = 200;
    expect(() => decodeEventGroups(bytes)).toThrow('event 0 of sequence 1 cannot be read');
  });
});
