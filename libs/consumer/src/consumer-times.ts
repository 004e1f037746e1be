import { LatencyHistogram } from '@backlay/service';

/** When a batch came, and how old the command was that it ends with. */
export interface CommittedBatch {
  /** Of a clock that never runs backwards. */
  readonly deliveredMs: number;
  /** When the engine took the last command in, in ms since 1970; undefined when the batch had no event. */
  readonly commandTimeMs: number | undefined;
}

/** How long the last hops of a command take: from the hands of the transport into committed rows. */
export class ConsumerTimes {
  /** Of a batch: delivered until its rows and the checkpoint are committed. */
  readonly commit = new LatencyHistogram();
  /** Of the last command of a batch: from its time, by the engine's clock, until its rows can be read. */
  readonly delay = new LatencyHistogram();

  committed({ deliveredMs, commandTimeMs }: CommittedBatch): void {
    this.commit.observe(performance.now() - deliveredMs);
    if (commandTimeMs !== undefined) this.delay.observe(Date.now() - commandTimeMs);
  }
}
