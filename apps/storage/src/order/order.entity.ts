import type { CancelReason, LapseReason, Persistence, Side, TimeInForce } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An order as the last applied event left it. Sizes in minor units;
 * `size = sizeMatched + sizeRemaining + sizeCancelled + sizeLapsed + sizeVoided`, which the table enforces.
 */
@Entity({ name: 'orders' })
export class Order {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'order_id', type: 'int8', transformer: safeInteger })
  orderId: number;

  @Column({ name: 'account_id', type: 'text' })
  accountId: string;

  @Column({ name: 'market_id', type: 'int4' })
  marketId: number;

  @Column({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  @Column({ type: 'text' })
  side: Side;

  /** The order's limit, hundredths; a removal may have reduced it. */
  @Column({ type: 'int4' })
  price: number;

  @Column({ type: 'int4' })
  size: number;

  @Column({ name: 'size_matched', type: 'int4' })
  sizeMatched: number;

  @Column({ name: 'size_remaining', type: 'int4' })
  sizeRemaining: number;

  @Column({ name: 'size_cancelled', type: 'int4' })
  sizeCancelled: number;

  @Column({ name: 'size_lapsed', type: 'int4' })
  sizeLapsed: number;

  @Column({ name: 'size_voided', type: 'int4' })
  sizeVoided: number;

  /** Sum of price × size over the order's trades as they stand after voids and reductions: divided by `sizeMatched` it is the average price. */
  @Column({ name: 'matched_price_size', type: 'int8', transformer: safeInteger })
  matchedPriceSize: number;

  /** The order whose place this one took. */
  @Column({ name: 'replaces_order_id', type: 'int8', nullable: true, transformer: safeInteger })
  replacesOrderId: number | null;

  @Column({ type: 'text' })
  persistence: Persistence;

  @Column({ name: 'time_in_force', type: 'text' })
  timeInForce: TimeInForce;

  @Column({ name: 'min_fill_size', type: 'int4', nullable: true })
  minFillSize: number | null;

  @Column({ name: 'good_till', type: 'timestamptz', nullable: true })
  goodTill: Date | null;

  /** When the bet delay ends; null when the order does not wait, or no longer. */
  @Column({ name: 'release_at', type: 'timestamptz', nullable: true })
  releaseAt: Date | null;

  /** Of the last cancel. */
  @Column({ name: 'cancel_reason', type: 'text', nullable: true })
  cancelReason: CancelReason | null;

  @Column({ name: 'lapse_reason', type: 'text', nullable: true })
  lapseReason: LapseReason | null;

  @Column({ name: 'placed_sequence', type: 'int8', transformer: safeInteger })
  placedSequence: number;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt: Date;

  @Column({ name: 'updated_sequence', type: 'int8', transformer: safeInteger })
  updatedSequence: number;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
