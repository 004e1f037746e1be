import type { MarketStatus } from '@backlay/contracts';
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
}
