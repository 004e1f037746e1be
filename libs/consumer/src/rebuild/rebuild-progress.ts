import { SingleBar } from 'cli-progress';
import type { RebuildProgress } from './rebuild-options.js';

const STEPS: Readonly<Record<RebuildProgress['step'], string>> = {
  filling: 'filling',
  indexing: 'making indexes',
  comparing: 'comparing',
  swapping: 'putting in place',
};
/** Without a terminal, a line now and then. */
const PLAIN_INTERVAL_MS = 5_000;

/** A bar that counts sequences and says how fast events are applied. */
export class ProgressBar {
  readonly #bar = new SingleBar({
    format:
      '{step} {bar} {percentage} % | {value} of {total} commands | {rate} events/s | {duration_formatted}',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: PLAIN_INTERVAL_MS,
    hideCursor: true,
  });
  readonly #startedAt = performance.now();
  #isStarted = false;

  show({ step, sequence, targetSequence, events }: RebuildProgress): void {
    const seconds = Math.max((performance.now() - this.#startedAt) / 1000, 0.001);
    const words = { step: STEPS[step], rate: Math.round(events / seconds) };
    if (!this.#isStarted) this.#bar.start(targetSequence, sequence, words);
    this.#isStarted = true;
    this.#bar.setTotal(targetSequence);
    this.#bar.update(sequence, words);
  }

  stop(): void {
    if (this.#isStarted) this.#bar.stop();
  }
}
