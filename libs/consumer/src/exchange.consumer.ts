import type { SequencedExchangeEvent } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { EventBatch, StreamBatchContext, type StreamEvent } from '@backlay/transport';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { ConsumerTimes } from './consumer-times.js';
import { PROJECTORS, projectAll, type Projector } from './projector.js';

/**
 * Takes events in. All rows of a range and the checkpoint are one transaction; the transport acknowledges when this
 * method returns, that is after the commit. Whatever is delivered again is found applied and skipped.
 */
@Controller()
export class ExchangeConsumer {
  readonly #ledger: ConsumerLedger;
  readonly #projectors: readonly Projector[];

  readonly #times: ConsumerTimes;

  constructor(
    ledger: ConsumerLedger,
    @Inject(PROJECTORS) projectors: readonly Projector[],
    times: ConsumerTimes,
  ) {
    this.#ledger = ledger;
    this.#projectors = projectors;
    this.#times = times;
  }

  @EventBatch()
  async apply(
    @Payload() delivered: readonly StreamEvent[],
    @Ctx() context: StreamBatchContext,
  ): Promise<void> {
    const deliveredMs = performance.now();
    // The codec of the event server makes nothing else.
    const events = delivered as readonly SequencedExchangeEvent[];
    const range = {
      epoch: context.getEpoch(),
      firstSequence: context.getFirstSequence(),
      lastSequence: context.getLastSequence(),
    };
    if (context.isDead()) {
      await this.#ledger.skip(range);
      return;
    }
    const { shard } = this.#ledger.identity;
    await this.#ledger.apply(range, async (transaction, afterSequence) => {
      const fresh = events.filter(({ sequence }) => sequence > afterSequence);
      await projectAll(this.#projectors, { shard, events: fresh, transaction });
    });
    this.#times.committed({ deliveredMs, commandTimeMs: events.at(-1)?.timeMs });
  }
}
