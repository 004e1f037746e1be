import type { MarketStatus, PriceLadder } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What analytics knows of a market besides its figures. */
@Entity({ name: 'markets' })
export class Market {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  status: MarketStatus;

  @Column({ name: 'status_at', type: 'timestamptz' })
  statusAt: Date;

  @Column({ name: 'in_play', type: 'boolean' })
  inPlay: boolean;

  /** 0 for a market without money. */
  @Column({ type: 'int8', transformer: safeInteger })
  version: number;

  @Column({ type: 'text' })
  fixture: string;

  /** `XXX` for a market without money. */
  @Column({ type: 'text' })
  currency: string;

  @Column({ type: 'text' })
  kind: 'WIN' | 'PLACE';

  @Column({ type: 'int4' })
  winners: number;

  /** 0 when not known. */
  @Column({ name: 'start_time_ms', type: 'int8', transformer: safeInteger })
  startTimeMs: number;

  /** Hundredths of a percent. */
  @Column({ name: 'base_rate', type: 'int4' })
  baseRate: number;

  @Column({ name: 'bet_delay_ms', type: 'int4' })
  betDelayMs: number;

  @Column({ type: 'json' })
  ladder: PriceLadder;
}
