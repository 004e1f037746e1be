import type { AnsweredOrder, AnsweredTrade } from '../load/answer.js';
import type { Ledger } from '../load/ledger.js';
import type { Differences } from './differences.js';

/** A trade as its taker was told. */
export interface ToldTrade extends AnsweredTrade {
  readonly takerOrderId: number;
  readonly marketId: number;
  readonly runnerId: number;
}

/** All answers together: the history that must be found everywhere. */
export interface AnsweredHistory {
  /** Which command took each sequence. */
  readonly commandBySequence: ReadonlyMap<number, string>;
  /** Sequences of refused commands. */
  readonly refused: ReadonlySet<number>;
  /** What placing, or replacing, made. */
  readonly placed: ReadonlyMap<number, AnsweredOrder>;
  /** The latest that was said of each order. */
  readonly latest: ReadonlyMap<number, AnsweredOrder>;
  readonly trades: ReadonlyMap<string, ToldTrade>;
}

/** Puts the answers of the clients together; commands without an answer, and answers that exclude each other, are noted. */
export function answeredHistory(
  { entries }: Pick<Ledger, 'entries'>,
  differences: Differences,
): AnsweredHistory {
  const commandBySequence = new Map<number, string>();
  const refused = new Set<number>();
  const placed = new Map<number, AnsweredOrder>();
  const latest = new Map<number, AnsweredOrder>();
  const trades = new Map<string, ToldTrade>();
  for (const { commandId, outcome } of entries) {
    if (outcome === undefined || outcome.kind === 'RETRY') {
      differences.noteOther(`${commandId} was never answered`);
    } else if (outcome.kind === 'UNFIT') {
      differences.noteOther(`${commandId} was refused unheard: ${outcome.code}: ${outcome.detail}`);
    } else {
      const before = commandBySequence.get(outcome.sequence);
      if (before !== undefined) {
        differences.noteOther(
          `${commandId} and ${before} both have the answer of sequence ${outcome.sequence}`,
        );
      }
      commandBySequence.set(outcome.sequence, commandId);
      if (outcome.kind === 'REFUSED') refused.add(outcome.sequence);
      if (outcome.kind !== 'ORDER') continue;
      const { order } = outcome;
      noteTrades(order, trades);
      if ((latest.get(order.orderId)?.sequence ?? 0) <= order.sequence) latest.set(order.orderId, order);
      const first = placed.get(order.orderId);
      if (first === undefined || first.sequence > order.sequence) placed.set(order.orderId, order);
    }
  }
  return { commandBySequence, refused, placed, latest, trades };
}

function noteTrades(order: AnsweredOrder, trades: Map<string, ToldTrade>): void {
  const { orderId: takerOrderId, marketId, runnerId } = order;
  for (const trade of order.trades) trades.set(trade.tradeId, { ...trade, takerOrderId, marketId, runnerId });
}
