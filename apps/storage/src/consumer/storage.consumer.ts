import type { SequencedExchangeEvent } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { EventBatch, StreamBatchContext, type StreamEvent } from '@backlay/transport';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { STORAGE_CONFIG, type StorageConfig } from '../config.js';
import { PROJECTORS, type Projector } from './projector.js';

/**
 * Takes events in. All rows of a range and the checkpoint are one transaction; the transport acknowledges when this
 * method returns, that is after the commit. Whatever is delivered again is found applied and skipped.
 */
@Controller()
export class StorageConsumer {
  readonly #ledger: ConsumerLedger;
  readonly #projectors: readonly Projector[];
  readonly #shard: number;

  constructor(
    ledger: ConsumerLedger,
    @Inject(PROJECTORS) projectors: readonly Projector[],
    @Inject(STORAGE_CONFIG) config: StorageConfig,
  ) {
    this.#ledger = ledger;
    this.#projectors = projectors;
    this.#shard = config.shard;
  }

  @EventBatch()
  async store(
    @Payload() delivered: readonly StreamEvent[],
    @Ctx() context: StreamBatchContext,
  ): Promise<void> {
    // The codec of this app makes nothing else.
    const events = delivered as readonly SequencedExchangeEvent[];
    const range = {
      epoch: context.getEpoch(),
      firstSequence: context.getFirstSequence(),
      lastSequence: context.getLastSequence(),
    };
    await this.#ledger.apply(range, async (transaction, afterSequence) => {
      const fresh = events.filter(({ sequence }) => sequence > afterSequence);
      for (const projector of this.#projectors) {
        await projector.project({ shard: this.#shard, events: fresh, transaction });
      }
    });
  }
}
