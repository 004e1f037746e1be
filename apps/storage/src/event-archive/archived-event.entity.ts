import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One event, kept for ever as it was. */
@Entity({ name: 'events' })
export class ArchivedEvent {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  /** Place among the events of its sequence, from 0. */
  @PrimaryColumn({ name: 'event_index', type: 'int4' })
  eventIndex: number;

  @Column({ type: 'text' })
  type: string;

  /** 0 when the event is of no market. */
  @Column({ name: 'market_id', type: 'int4' })
  marketId: number;

  @Column({ type: 'timestamptz' })
  time: Date;

  /** The event itself in the units of the wire: prices in hundredths, sizes in minor units. */
  @Column({ type: 'json' })
  payload: Readonly<Record<string, unknown>>;
}
