import type { CancelReason, LapseReason } from '@backlay/contracts';
import { problemReader } from './problem-reader.js';
import { fields, hundredths, list, name, nullable, oneOf, text, time, whole, type Read } from './reading.js';

const side = oneOf('BACK', 'LAY');

const queue = fields({
  /** 1 is matched next. */
  place: whole,
  sizeAhead: hundredths,
});

const orderFields = {
  orderId: whole,
  marketId: whole,
  runnerId: whole,
  accountId: text,
  side,
  price: hundredths,
  size: hundredths,
  sizeMatched: hundredths,
  sizeRemaining: hundredths,
  sizeCancelled: hundredths,
  sizeLapsed: hundredths,
  sizeVoided: hundredths,
  /** Rounded half up. */
  averagePriceMatched: nullable(hundredths),
  status: oneOf('WAITING', 'RESTING', 'COMPLETE'),
  /** Why its remainder was cancelled or lapsed last. */
  reason: nullable(name<CancelReason | LapseReason>()),
  persistence: oneOf('LAPSE', 'PERSIST'),
  timeInForce: oneOf('REST', 'FILL_OR_KILL', 'FILL_AND_KILL'),
  /** Ms since 1970. */
  goodTill: nullable(time),
  /** End of its bet delay, while it waits. */
  releaseAt: nullable(time),
  /** Null when it is in no queue. */
  queue: nullable(queue),
  sequence: whole,
  placedAt: time,
};

const trade = fields({ tradeId: text, price: hundredths, size: hundredths });

export const orderReader = fields(orderFields);
export const placedReader = fields({ ...orderFields, trades: list(trade) });
export const replacedReader = fields({
  ...orderFields,
  trades: list(trade),
  /** Null when the order kept its id. */
  replacesOrderId: nullable(whole),
});
export const orderPageReader = fields({ orders: list(orderReader), next: nullable(text) });

export const cancelAllReader = fields({
  accountId: text,
  marketId: whole,
  sequence: whole,
  cancelled: list(fields({ orderId: whole, sizeCancelled: hundredths })),
});

/** An order as the engine has it: live, or one of the latest completed ones. */
export type Order = Read<typeof orderReader>;
/** The order as it stands after matching, and the trades that it made. */
export type PlacedOrder = Read<typeof placedReader>;
/** The new order that took the place of another, or the old one with less size. */
export type ReplacedOrder = Read<typeof replacedReader>;
export type CancelAll = Read<typeof cancelAllReader>;

/** What became of one command of a batch. */
export type Outcome<T> =
  | { readonly outcome: 'ACCEPTED'; readonly order: T }
  | { readonly outcome: 'REFUSED'; readonly problem: BatchProblem };

/** A refusal within a batch. */
export type BatchProblem = Read<typeof problemReader> & { readonly status: number };

const accepted = <T>(order: (value: unknown) => T) => fields({ status: whole, order });
const refused = fields({ status: whole, problem: problemReader });

/** The results of a batch, one per command, in their order. */
export function batchReader<T>(order: (value: unknown) => T): (value: unknown) => readonly Outcome<T>[] {
  const acceptedReader = accepted(order);
  const outcome = (value: unknown): Outcome<T> => {
    if (typeof value === 'object' && value !== null && 'order' in value)
      return { outcome: 'ACCEPTED', order: acceptedReader(value).order };
    const { status, problem } = refused(value);
    return { outcome: 'REFUSED', problem: { status, ...problem } };
  };
  const reader = fields({ results: list(outcome) });
  return (value) => reader(value).results;
}
