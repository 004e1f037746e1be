import { safeInteger } from '@backlay/persistence';
import { Entity, PrimaryColumn } from 'typeorm';

/** An order that waits for the bet delay, and so is in no level. */
@Entity({ name: 'waiting_orders' })
export class WaitingOrder {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'order_id', type: 'int8', transformer: safeInteger })
  orderId: number;
}
