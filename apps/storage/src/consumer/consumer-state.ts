import { ConsumerLedger } from '@backlay/persistence';
import type { HealthCheck, PositionReader, PositionView } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { STORAGE_CONFIG, type StorageConfig } from '../config.js';

/** Where the consumer stands: for `/v1/position` and for the health of the app. */
@Injectable()
export class ConsumerState implements PositionReader {
  readonly #ledger: ConsumerLedger;
  readonly #server: StreamServer;
  readonly #shard: number;

  constructor(ledger: ConsumerLedger, server: StreamServer, @Inject(STORAGE_CONFIG) config: StorageConfig) {
    this.#ledger = ledger;
    this.#server = server;
    this.#shard = config.shard;
  }

  async read(): Promise<PositionView> {
    const { epoch, sequence } = (await this.#ledger.position()) ?? { epoch: 0, sequence: 0 };
    const stream = this.#server.state()[0];
    const end = stream?.endSequence;
    return {
      shard: this.#shard,
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
