import { ConsumerLedger } from '@backlay/persistence';
import type { HealthCheck } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ConsumerLease } from './consumer-lease.js';
import type { PositionView } from './position.js';

/** Where the consumer stands: for `/v1/position` and for the health of the app. */
@Injectable()
export class ConsumerState {
  readonly #ledger: ConsumerLedger;
  readonly #server: StreamServer;
  readonly #lease: ConsumerLease;

  constructor(ledger: ConsumerLedger, server: StreamServer, lease: ConsumerLease) {
    this.#ledger = ledger;
    this.#server = server;
    this.#lease = lease;
  }

  /** The committed position, and how far the stream is ahead of it. */
  async position(): Promise<PositionView> {
    const [position, holder] = await Promise.all([this.#ledger.position(), this.#ledger.holder()]);
    const { epoch, sequence } = position ?? { epoch: 0, sequence: 0 };
    const stream = this.#server.state()[0];
    const end = stream?.endSequence;
    return {
      shard: this.#ledger.identity.shard,
      epoch,
      sequence,
      // The end is looked up now and then: rows may be committed that it does not know of yet.
      lag: end === undefined ? null : Math.max(0, end - sequence),
      status: stream?.status ?? 'not started',
      consumer: this.#ledger.owner,
      holder: holder?.owner ?? null,
      heldUntil: holder?.leasedUntil.toISOString() ?? null,
    };
  }

  /** The last sequence whose rows are committed, by this process or by the one that it stands by for. */
  async appliedSequence(): Promise<number> {
    return (await this.#ledger.position())?.sequence ?? 0;
  }

  /** Reads and applies events, or stands by for whoever does, or says why not. A standby serves reads, so it is well. */
  readonly healthCheck: HealthCheck = {
    name: 'consumer',
    check: () => Promise.resolve(this.#trouble()),
  };

  #trouble(): string | undefined {
    const stream = this.#server.state()[0];
    if (stream === undefined) return 'has not started';
    if (this.#lease.trouble !== undefined) return this.#lease.trouble;
    if (stream.status === 'connected' || stream.status === 'standby') return undefined;
    const { status, lastError, applied } = stream;
    const reason = lastError === undefined ? '' : `: ${lastError.message}`;
    const wayOn = status === 'halted' ? ' (POST /v1/consumer/resume tries again)' : '';
    return `${status} after sequence ${applied?.sequence ?? 0}${reason}${wayOn}`;
  }
}

/** The database answers. Its migrations are done, or the app would not have started. */
export function databaseCheck(dataSource: DataSource): HealthCheck {
  return {
    name: 'database',
    check: async () => {
      await dataSource.query('SELECT 1');
      return undefined;
    },
  };
}
