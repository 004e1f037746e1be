import type { Side } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One pairing of a maker and a taker. */
@Entity({ name: 'trades' })
export class Trade {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'traded_at', type: 'timestamptz' })
  tradedAt: Date;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @PrimaryColumn({ name: 'event_index', type: 'int4' })
  eventIndex: number;

  @Column({ name: 'market_id', type: 'int4' })
  marketId: number;

  @Column({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  /** The maker's price, hundredths. */
  @Column({ type: 'int4' })
  price: number;

  /** Backer's stake, minor units. */
  @Column({ type: 'int4' })
  size: number;

  @Column({ name: 'maker_order_id', type: 'int8', transformer: safeInteger })
  makerOrderId: number;

  @Column({ name: 'maker_account_id', type: 'text' })
  makerAccountId: string;

  @Column({ name: 'taker_order_id', type: 'int8', transformer: safeInteger })
  takerOrderId: number;

  @Column({ name: 'taker_account_id', type: 'text' })
  takerAccountId: string;

  @Column({ name: 'taker_side', type: 'text' })
  takerSide: Side;
}
