import { LatencyHistogram } from '@backlay/service';

/**
 * How long what is durable waits until the stream has it. One commit is followed at a time, so nothing queues up here: the
 * next one is the first that becomes durable after the one before has been published.
 */
export class PublishTimes {
  readonly delay = new LatencyHistogram();
  readonly #now: () => number;
  /** 0: none is followed. */
  #followedSequence = 0;
  #durableMs = 0;

  /** @param now a clock in ms that never runs backwards */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  durable(sequence: number): void {
    if (this.#followedSequence !== 0) return;
    this.#followedSequence = sequence;
    this.#durableMs = this.#now();
  }

  published(lastSequence: number): void {
    if (this.#followedSequence === 0 || lastSequence < this.#followedSequence) return;
    this.delay.observe(this.#now() - this.#durableMs);
    this.#followedSequence = 0;
  }
}
