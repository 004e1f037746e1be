import type { EventGroup, ExchangeEvent, OrderPlaced, Side } from '@backlay/contracts';

/** Size of the flow. */
export interface FlowOptions {
  readonly commands: number;
  readonly markets: number;
  readonly runnersPerMarket: number;
  readonly accounts: number;
}

interface Resting {
  readonly placed: OrderPlaced;
  sizeRemaining: number;
}

interface Runner {
  readonly marketId: number;
  readonly runnerId: number;
  readonly resting: Record<Side, Resting[]>;
}

const FIRST_TIME_MS = Date.UTC(2026, 0, 1);
const COMMANDS_PER_MS = 20;

/**
 * The events of a realistic betting flow: of the commands 55 % rest, 35 % cancel a resting order, 10 % cross and match one
 * to five makers. Makers are taken at random: projections do not look at priority, and this is fast. Always the same.
 */
export function* eventFlow({
  commands,
  markets,
  runnersPerMarket,
  accounts,
}: FlowOptions): Generator<EventGroup> {
  const random = lcg();
  const below = (limit: number) => Math.floor(random() * limit);
  const runners: Runner[] = [];
  let sequence = 0;
  let orderId = 0;
  const group = (events: ExchangeEvent[]): EventGroup => {
    sequence += 1;
    return { shard: 0, sequence, timeMs: FIRST_TIME_MS + Math.floor(sequence / COMMANDS_PER_MS), events };
  };
  for (let marketId = 1; marketId <= markets; marketId++) {
    const ids = Array.from({ length: runnersPerMarket }, (_, index) => index + 1);
    const named = ids.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    const ladder = { kind: 'CLASSIC' } as const;
    yield group([{ type: 'market.created', marketId, name: `Market ${marketId}`, runners: named, ladder }]);
    yield group([{ type: 'market.opened', marketId }]);
    for (const runnerId of ids) runners.push({ marketId, runnerId, resting: { BACK: [], LAY: [] } });
  }
  for (let left = commands - sequence; left > 0; left--) {
    const runner = runners[below(runners.length)] as Runner;
    const side: Side = below(2) === 0 ? 'BACK' : 'LAY';
    const dice = below(100);
    const own = runner.resting[side];
    if (dice >= 65 && own.length > 0) {
      yield group([cancel(own, below(own.length))]);
      continue;
    }
    const isCrossing = dice < 10;
    orderId += 1;
    const placed: OrderPlaced = {
      type: 'order.placed',
      orderId,
      accountId: `account-${below(accounts)}`,
      marketId: runner.marketId,
      runnerId: runner.runnerId,
      side,
      price: (side === 'BACK') === isCrossing ? 150 - below(20) : 250 + below(20),
      size: 100 + below(10_000),
      replacesOrderId: 0,
    };
    const matches = isCrossing
      ? match(placed, runner.resting[side === 'BACK' ? 'LAY' : 'BACK'], 1 + below(5))
      : [];
    const remaining = matches.at(-1)?.takerSizeRemaining ?? placed.size;
    if (!isCrossing) own.push({ placed, sizeRemaining: placed.size });
    yield group([placed, ...matches, ...(isCrossing && remaining > 0 ? [cancelled(placed, remaining)] : [])]);
  }
}

function match(taker: OrderPlaced, makers: Resting[], makersMax: number) {
  const matches = [];
  let takerSizeRemaining = taker.size;
  for (let count = 0; count < makersMax && takerSizeRemaining > 0; count++) {
    const maker = makers.at(-1);
    if (maker === undefined) break;
    const size = Math.min(takerSizeRemaining, maker.sizeRemaining);
    takerSizeRemaining -= size;
    maker.sizeRemaining -= size;
    if (maker.sizeRemaining === 0) makers.pop();
    matches.push({
      type: 'order.matched' as const,
      marketId: taker.marketId,
      runnerId: taker.runnerId,
      price: maker.placed.price,
      size,
      makerOrderId: maker.placed.orderId,
      makerAccountId: maker.placed.accountId,
      makerSizeRemaining: maker.sizeRemaining,
      takerOrderId: taker.orderId,
      takerAccountId: taker.accountId,
      takerSide: taker.side,
      takerSizeRemaining,
    });
  }
  return matches;
}

function cancel(resting: Resting[], index: number): ExchangeEvent {
  const order = resting[index] as Resting;
  resting[index] = resting.at(-1) as Resting;
  resting.pop();
  return cancelled(order.placed, order.sizeRemaining);
}

function cancelled(
  { orderId, accountId, marketId, runnerId, side, price }: OrderPlaced,
  size: number,
): ExchangeEvent {
  const fact = { orderId, accountId, marketId, runnerId, side, price };
  return { type: 'order.cancelled', ...fact, sizeCancelled: size, sizeRemaining: 0, reason: 'REQUESTED' };
}

function lcg(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
