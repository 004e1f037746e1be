import type { RunnerResult, Side } from '@backlay/contracts';
import { safeInteger, wholeNumber } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an order with something matched has come to by the settlement of its market that is in force. */
@Entity({ name: 'settled_orders' })
export class SettledOrder {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ name: 'order_id', type: 'int8', transformer: safeInteger })
  orderId: number;

  @Column({ name: 'account_id', type: 'text' })
  accountId: string;

  @Column({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  @Column({ type: 'text' })
  side: Side;

  /** Minor units, after voids. */
  @Column({ name: 'size_matched', type: 'int4' })
  sizeMatched: number;

  /** Sum of price × size over the trades as they stand. */
  @Column({ name: 'matched_price_size', type: 'int8', transformer: safeInteger })
  matchedPriceSize: number;

  @Column({ name: 'runner_result', type: 'text' })
  runnerResult: RunnerResult;

  /** Winning places that the runner shares with `tied` runners, itself included; 0 for a loser. */
  @Column({ type: 'int4' })
  places: number;

  @Column({ type: 'int4' })
  tied: number;

  /** Exact: `profitNumerator / tied` is the profit before commission in 1/100 minor units. */
  @Column({ name: 'profit_numerator', type: 'int8', transformer: wholeNumber })
  profitNumerator: bigint;

  @Column({ name: 'settled_sequence', type: 'int8', transformer: safeInteger })
  settledSequence: number;

  @Column({ name: 'settled_at', type: 'timestamptz' })
  settledAt: Date;
}
