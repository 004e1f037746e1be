import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldAccountChanges, type AccountChange } from './account-changes.js';

const CHANGES = new ColumnSet({
  shard: 'int4',
  account_id: 'text',
  balance: 'int8?',
  stopped_by_owner: 'int2?',
  stopped_by_operator: 'int2?',
  discount: 'int4?',
  self_match: 'text?',
  size_max: 'int8?',
  liability_max: 'int8?',
  exposure_max: 'int8?',
  order_count_max: 'int8?',
  orders_per_second_max: 'int8?',
  heartbeat_timeout_ms: 'int4?',
  heartbeat_missed_at: 'timestamptz?',
  updated_sequence: 'int8',
  updated_at: 'timestamptz',
  // Only of an account that the batch opens.
  currency: 'text?',
  opened_sequence: 'int8?',
  opened_at: 'timestamptz?',
});

const INSERT_ACCOUNTS = `
  INSERT INTO accounts (${CHANGES.names})
  SELECT shard, account_id, balance, stopped_by_owner = 1, stopped_by_operator = 1, discount, self_match, size_max,
         liability_max, exposure_max, order_count_max, orders_per_second_max, heartbeat_timeout_ms, heartbeat_missed_at,
         updated_sequence, updated_at, currency, opened_sequence, opened_at
    FROM ${CHANGES.source}`;

const UPDATE_ACCOUNTS = `
  UPDATE accounts a
     SET balance = coalesce(d.balance, a.balance),
         stopped_by_owner = coalesce(d.stopped_by_owner = 1, a.stopped_by_owner),
         stopped_by_operator = coalesce(d.stopped_by_operator = 1, a.stopped_by_operator),
         discount = coalesce(d.discount, a.discount),
         self_match = coalesce(d.self_match, a.self_match),
         size_max = coalesce(d.size_max, a.size_max),
         liability_max = coalesce(d.liability_max, a.liability_max),
         exposure_max = coalesce(d.exposure_max, a.exposure_max),
         order_count_max = coalesce(d.order_count_max, a.order_count_max),
         orders_per_second_max = coalesce(d.orders_per_second_max, a.orders_per_second_max),
         heartbeat_timeout_ms = coalesce(d.heartbeat_timeout_ms, a.heartbeat_timeout_ms),
         heartbeat_missed_at = coalesce(d.heartbeat_missed_at, a.heartbeat_missed_at),
         updated_sequence = d.updated_sequence,
         updated_at = d.updated_at
    FROM ${CHANGES.source}
   WHERE a.shard = d.shard AND a.account_id = d.account_id`;

/** Keeps the current state of every account. */
@Injectable()
export class AccountProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const changes = foldAccountChanges(events.filter(({ pattern }) => pattern.startsWith('account.')));
    const rowsOf = (of: readonly AccountChange[]) => CHANGES.values(of.map((change) => toRow(shard, change)));
    const opened = changes.filter((change) => change.opened !== undefined);
    const updated = changes.filter((change) => change.opened === undefined);
    if (opened.length > 0) await transaction.execute(INSERT_ACCOUNTS, rowsOf(opened));
    if (updated.length === 0) return;
    const count = await transaction.execute(UPDATE_ACCOUNTS, rowsOf(updated));
    if (count !== updated.length) {
      throw new Error(
        `${updated.length - count} of ${updated.length} changed accounts were never opened in this database`,
      );
    }
  }
}

function toRow(shard: number, change: AccountChange) {
  const { settings, opened } = change;
  return {
    shard,
    account_id: change.accountId,
    balance: change.balance,
    stopped_by_owner: toFlag(change.stoppedByOwner),
    stopped_by_operator: toFlag(change.stoppedByOperator),
    discount: settings?.discount ?? null,
    self_match: settings?.selfMatch ?? null,
    size_max: settings?.sizeMax ?? null,
    liability_max: settings?.liabilityMax ?? null,
    exposure_max: settings?.exposureMax ?? null,
    order_count_max: settings?.orderCountMax ?? null,
    orders_per_second_max: settings?.ordersPerSecondMax ?? null,
    heartbeat_timeout_ms: change.heartbeatTimeoutMs,
    heartbeat_missed_at: change.heartbeatMissedMs,
    updated_sequence: change.updatedSequence,
    updated_at: change.updatedMs,
    currency: opened?.currency ?? null,
    opened_sequence: opened?.sequence ?? null,
    opened_at: opened?.timeMs ?? null,
  };
}

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}
