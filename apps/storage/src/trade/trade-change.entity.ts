import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What became of a trade after it was made: its price was reduced by a removal, or it was voided. */
@Entity({ name: 'trade_changes' })
export class TradeChange {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'trade_sequence', type: 'int8', transformer: safeInteger })
  tradeSequence: number;

  @PrimaryColumn({ name: 'trade_index', type: 'int4' })
  tradeIndex: number;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @PrimaryColumn({ name: 'event_index', type: 'int4' })
  eventIndex: number;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;

  @Column({ type: 'text' })
  kind: 'VOIDED' | 'REDUCED';

  /** Hundredths. */
  @Column({ name: 'price_before', type: 'int4' })
  priceBefore: number;

  /** After it; of a voided trade what it was. */
  @Column({ type: 'int4' })
  price: number;
}
