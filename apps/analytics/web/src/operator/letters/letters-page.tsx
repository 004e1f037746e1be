import { formatMoment } from '../../model/time.js';
import { useDoing, type Deed } from '../doing.js';
import { usePolled } from '../polled.js';
import {
  readLetters,
  redrive,
  redriveQuestion,
  resumeConsumer,
  sequencesOf,
  type ConsumerLetters,
  type DeadLetter,
} from './letters.js';

const INTERVAL_MS = 5_000;

/** What the consumers could not apply, and the way to apply it after all. */
export function LettersPage() {
  const polled = usePolled(readLetters, INTERVAL_MS);
  const doing = useDoing();
  const run = async (deed: Deed): Promise<void> => {
    if (await doing.run(deed)) polled.again();
  };
  if (polled.value.value === undefined) return <p class="empty">Asking the consumers ...</p>;
  return (
    <div class="ops-health">
      {polled.value.value.map((consumer) => (
        <section key={consumer.name} class="panel ops-table" aria-label={consumer.name}>
          <div class="ops-app-head">
            <h2>{consumer.name}</h2>
            <span class={`chip ${consumer.status === 'halted' ? 'chip-bad' : ''}`}>{consumer.status}</span>
            {consumer.status === 'halted' && (
              <button
                type="button"
                disabled={doing.isBusy.value}
                onClick={() =>
                  void run({
                    done: `${consumer.name} tries again.`,
                    act: () => resumeConsumer(consumer.path),
                  })
                }
              >
                Try again
              </button>
            )}
          </div>
          {consumer.letters.length === 0 && <p class="muted">Nothing was put aside.</p>}
          <ul>
            {consumer.letters.map((letter) => (
              <Letter key={letter.id} {...{ consumer, letter, run }} isBusy={doing.isBusy.value} />
            ))}
          </ul>
          {consumer.hasMore && <p class="muted">There are more; the oldest come first.</p>}
        </section>
      ))}
    </div>
  );
}

interface LetterProps {
  readonly consumer: ConsumerLetters;
  readonly letter: DeadLetter;
  readonly isBusy: boolean;
  readonly run: (deed: Deed) => Promise<void>;
}

function Letter({ consumer, letter, isBusy, run }: LetterProps) {
  const { id, attempts, givenUpAt, error } = letter;
  return (
    <li class="ops-letter">
      <span class="ops-line-text">
        <strong>{sequencesOf(letter)}</strong>
        <span class="bad">{error.message}</span>
        <span class="muted">
          given up after {attempts} attempts, {formatMoment(Date.parse(givenUpAt))}
        </span>
      </span>
      <button
        type="button"
        class="primary"
        disabled={isBusy}
        aria-label={`Redrive ${sequencesOf(letter)}`}
        onClick={() =>
          void run({
            done: `${consumer.name} has applied ${sequencesOf(letter)}.`,
            question: redriveQuestion(consumer, letter),
            act: () => redrive(consumer.path, id),
          })
        }
      >
        Redrive
      </button>
    </li>
  );
}
