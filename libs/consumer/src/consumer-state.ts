import { ConsumerLedger } from '@backlay/persistence';
import type { HealthCheck } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { PositionView } from './position.js';

/** Where the consumer stands: for `/v1/position` and for the health of the app. */
@Injectable()
export class ConsumerState {
  readonly #ledger: ConsumerLedger;
  readonly #server: StreamServer;

  constructor(ledger: ConsumerLedger, server: StreamServer) {
    this.#ledger = ledger;
    this.#server = server;
  }

  /** The committed position, and how far the stream is ahead of it. */
  async position(): Promise<PositionView> {
    const { epoch, sequence } = (await this.#ledger.position()) ?? { epoch: 0, sequence: 0 };
    const stream = this.#server.state()[0];
    const end = stream?.endSequence;
    return {
      shard: this.#ledger.identity.shard,
      epoch,
      sequence,
      // The end is looked up now and then: rows may be committed that it does not know of yet.
      lag: end === undefined ? null : Math.max(0, end - sequence),
      status: stream?.status ?? 'not started',
    };
  }

  /** Reads and applies events, or says why not. */
  readonly healthCheck: HealthCheck = {
    name: 'consumer',
    check: () => Promise.resolve(this.#trouble()),
  };

  #trouble(): string | undefined {
    const stream = this.#server.state()[0];
    if (stream === undefined) return 'has not started';
    if (stream.status === 'connected') return undefined;
    const { status, lastError, applied } = stream;
    return `${status} after sequence ${applied?.sequence ?? 0}${lastError === undefined ? '' : `: ${lastError.message}`}`;
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
