import { z } from 'zod';
import {
  accountId as accountIdText,
  decimalText,
  marketId,
  orderId,
  runnerId,
  sequence,
  side,
} from './fields.js';

const accountId = accountIdText.meta({ example: 'alice' });
const timestamp = z.string().describe('ISO 8601, UTC').meta({ example: '2026-11-22T15:00:00.000Z' });
const sizeText = decimalText('10.00');

const ladder = z.object({
  kind: z.enum(['CLASSIC', 'FINEST', 'CUSTOM']),
  bands: z
    .array(z.object({ from: decimalText('1.01'), to: decimalText('2.00'), step: decimalText('0.01') }))
    .optional()
    .describe('Of a CUSTOM ladder: prices from, from + step ... to'),
});

const marketStatus = z.enum(['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED', 'SETTLED', 'VOIDED']);
const money = decimalText('10.00').describe('Minor units of the currency behind the point');
const limit = decimalText('500.00').nullable().describe('null for no limit');
const countLimit = z.int().nullable().describe('null for no limit');

const market = z.object({
  marketId,
  name: z.string(),
  status: marketStatus,
  runners: z.array(
    z.object({
      runnerId,
      name: z.string(),
      status: z.enum(['ACTIVE', 'REMOVED', 'WINNER', 'PLACED', 'LOSER']),
      reductionFactor: decimalText('16.20').optional().describe('Percent, of a removed runner'),
    }),
  ),
  ladder,
  createdAt: timestamp,
  currency: z.string().describe('XXX for a market without money, which has none of what follows'),
  kind: z.enum(['WIN', 'PLACE']).optional(),
  winners: z.int().optional(),
  fixture: z.string().optional(),
  startTime: timestamp.nullable().optional(),
  inPlay: z.boolean().optional(),
  version: z.int().optional().describe('Grows with every change'),
  materialVersion: z.int().optional().describe('Orders made for an earlier version are refused'),
  baseRate: decimalText('5.00').optional().describe('Commission, percent'),
  betDelayMs: z.int().optional(),
  betDelayModel: z.enum(['ALL', 'PASSIVE']).optional(),
  limits: z
    .object({ sizeMax: limit, liabilityMax: limit, exposureMax: limit, orderCountMax: countLimit })
    .optional(),
  tied: z.array(runnerId).optional().describe('Of a settled market: who shares the last places'),
});

const account = z.object({
  accountId,
  currency: z.string(),
  balance: money,
  reserved: money.describe('What the worst results of all markets together would cost'),
  available: money.describe('balance - reserved'),
  stoppedBy: z.array(z.enum(['OWNER', 'OPERATOR'])),
  heartbeat: z
    .object({ timeoutMs: z.int(), dueAt: timestamp })
    .nullable()
    .describe('null when no sign of life is awaited'),
  settings: z.object({
    discount: decimalText('10.00').describe('Percent off every commission'),
    selfMatch: z.enum(['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH']),
    sizeMax: limit,
    liabilityMax: limit,
    exposureMax: limit,
    orderCountMax: countLimit,
    ordersPerSecondMax: countLimit,
  }),
});

const exact = decimalText('-12.5000').describe('Exact: four digits after the point');

const order = z.object({
  orderId,
  marketId,
  runnerId,
  accountId,
  side,
  price: decimalText('2.50').describe('The limit of the order'),
  size: sizeText.describe('size = sizeMatched + sizeRemaining + sizeCancelled + sizeLapsed + sizeVoided'),
  sizeMatched: sizeText,
  sizeRemaining: sizeText,
  sizeCancelled: sizeText.describe('Taken out by the owner'),
  sizeLapsed: sizeText.describe('Taken out by the exchange'),
  sizeVoided: sizeText.describe('Was matched, and annulled'),
  averagePriceMatched: decimalText('2.50')
    .nullable()
    .describe('Average price weighted by size, rounded half up to two digits: the only rounded figure'),
  status: z.enum(['WAITING', 'RESTING', 'COMPLETE']),
  reason: z.string().nullable().describe('Why the latest part of it was cancelled or lapsed'),
  persistence: z.enum(['LAPSE', 'PERSIST']),
  timeInForce: z.enum(['REST', 'FILL_OR_KILL', 'FILL_AND_KILL']),
  goodTill: timestamp.nullable(),
  releaseAt: timestamp.nullable().describe('When its wait for the bet delay ends'),
  queue: z
    .object({ place: z.int().describe('1 is matched next'), sizeAhead: sizeText })
    .nullable()
    .describe('Where it stands in the queue of its price; null when it rests nowhere'),
  sequence,
  placedAt: timestamp,
});

const trade = z.object({
  tradeId: z.string().meta({ example: '4-1' }),
  price: decimalText('2.50').describe("The maker's price"),
  size: sizeText,
});

const placedOrder = order.extend({ trades: z.array(trade) });
const level = z.object({ price: decimalText('2.50'), size: sizeText, orders: z.int() });
const runnerBook = z.object({
  runnerId,
  availableToBack: z.array(level).describe('Resting LAY orders, highest price first'),
  availableToLay: z.array(level).describe('Resting BACK orders, lowest price first'),
});

const problem = z.object({
  type: z.string().describe('Where the code is described').meta({ example: '/problems/PRICE_OFF_LADDER' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What was wrong, and what is allowed'),
  code: z.string(),
  sequence: sequence.optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const streamGroup = z.object({
  name: z.string(),
  pending: z.int().describe('Entries read and not acknowledged'),
  undelivered: z.int().describe('Sequences of the stream that were not read'),
  acknowledgedSequence: sequence,
});

/** The answers by name, as they stand in the document. */
export const COMPONENTS = {
  Problem: problem,
  Market: market,
  MarketStep: market.extend({ sequence }),
  MarketList: z.object({
    markets: z.array(market),
    next: z.string().nullable().describe('Give it as `after` to go on; null at the end'),
  }),
  Order: order,
  PlacedOrder: placedOrder,
  ReplacedOrder: placedOrder.extend({
    replacesOrderId: orderId
      .nullable()
      .describe('The order whose place this one took; null when it kept its id'),
  }),
  OrderList: z.object({
    orders: z.array(order),
    next: z.string().nullable().describe('Give it as `after` to go on; null at the end'),
    sequence,
  }),
  OrderBatch: z.object({
    results: z
      .array(z.object({ status: z.int(), order: placedOrder.optional(), problem: problem.optional() }))
      .describe('One for each order, in the order of the request'),
  }),
  CancelBatch: z.object({
    results: z
      .array(z.object({ status: z.int(), order: order.optional(), problem: problem.optional() }))
      .describe('One for each cancel, in the order of the request'),
  }),
  CancelAll: z.object({
    accountId,
    marketId,
    sequence,
    cancelled: z.array(z.object({ orderId, sizeCancelled: sizeText })),
  }),
  AccountStep: account.extend({ sequence }),
  AccountList: z.object({
    accounts: z.array(account),
    next: z.string().nullable().describe('Give it as `after` to go on; null at the end'),
    sequence,
  }),
  Money: z.object({
    money: z.array(
      z.object({ currency: z.string(), balances: money, commission: money, rounding: money, paidIn: money }),
    ),
    sequence,
  }),
  PositionList: z.object({
    accountId,
    positions: z.array(z.object({ marketId, reserved: money })),
    sequence,
  }),
  Position: z.object({
    accountId,
    marketId,
    currency: z.string(),
    reserved: money,
    runners: z.array(
      z.object({
        runnerId,
        ifWin: exact,
        ifLose: exact,
        profit: money.nullable().describe('Of the whole market when this runner wins, rounded down'),
        profitAfterCommission: money.nullable(),
      }),
    ),
    sequence,
  }),
  CashOutQuote: z.object({
    marketId,
    runnerId,
    percent: decimalText('100.00'),
    side,
    size: sizeText,
    averagePrice: decimalText('2.56'),
    limitPrice: decimalText('2.56').describe('Give it back as `price`'),
    ifWin: exact,
    ifLose: exact,
    sequence,
  }),
  Book: z.object({
    marketId,
    name: z.string(),
    status: marketStatus,
    sequence: sequence.describe('The book is exactly what this command and all before it have made'),
    runners: z.array(runnerBook),
  }),
  EngineState: z.object({
    phase: z.enum(['STARTING', 'READY', 'STOPPING', 'FENCED', 'FAILED']),
    reason: z.string(),
    shard: z.int(),
    epoch: z.int().describe('Grows with each start'),
    sequence,
    durableSequence: sequence,
    stateHash: z.string().optional(),
    intake: z
      .object({ bytesInProgress: z.int(), refused: z.int() })
      .describe(
        'Bytes of requests let in and not answered; requests refused because of them since the start',
      ),
    counters: z.object({ accepted: z.int(), refused: z.int(), retries: z.int() }),
    commandIds: z.object({
      known: z.int().describe('commandIds whose first answer is known'),
      forgottenTimeMs: z
        .int()
        .nullable()
        .describe(
          'A commandId of this time or before, in ms since 1970, is refused; null when none was forgotten',
        ),
    }),
    snapshots: z.object({
      state: z.enum(['OFF', 'IDLE', 'RUNNING', 'FAILED']),
      sequence: sequence.nullable().describe('Of the newest snapshot'),
      durationMs: z.int().nullable().describe('Of the latest one made since the start'),
      bytes: z.int().nullable().describe('Its size'),
      reason: z.string().describe('Why the latest attempt failed; the engine goes on without it'),
    }),
    publisher: z.object({
      backbone: z.enum(['redis', 'log']),
      state: z.enum(['OFF', 'CONNECTING', 'PUBLISHING', 'BACKING_OFF', 'FENCED', 'FAILED', 'STOPPED']),
      publishedSequence: sequence.nullable(),
      reason: z.string(),
      consumers: z.object({
        groups: z
          .array(streamGroup)
          .describe(
            'The groups of the stream, as of the latest look: what they have not read, not acknowledged, and acknowledged',
          ),
        missingGroups: z
          .array(z.string())
          .describe('Groups that must exist before the stream is trimmed, and do not'),
        entriesTrimmed: z.int().describe('Since the start'),
      }),
    }),
  }),
  Health: z.object({ status: z.string(), reasons: z.array(z.string()) }),
  ProblemDescription: z.object({
    code: z.string(),
    status: z.int(),
    title: z.string(),
    description: z.string(),
  }),
  ProblemList: z.object({
    problems: z.array(z.object({ code: z.string(), status: z.int(), title: z.string() })),
  }),
} as const satisfies Record<string, z.ZodType>;

export type ComponentName = keyof typeof COMPONENTS;

export function componentRef(name: ComponentName): string {
  return `#/components/schemas/${name}`;
}
