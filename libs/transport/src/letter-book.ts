import { allDeadLetters, type DeadLetter, type DeadLetters } from './dead-letters.js';
import type { DeliveryBatch } from './delivery-batch.js';
import { isByClock, type StreamPosition, type StreamRange } from './stream-event.js';

/**
 * The letters of sequences that the consumer has not gone past yet. There are some when it died between writing a letter
 * and moving on: such a sequence is dead already and is not tried again, or a letter would be left of something applied.
 */
export class LetterBook {
  private ahead: DeadLetter[] = [];

  constructor(private readonly letters: DeadLetters) {}

  /** Looks up what lies behind the position. */
  async openAt(position: StreamPosition | undefined): Promise<void> {
    this.ahead = [];
    for await (const letter of allDeadLetters(this.letters)) {
      if (position === undefined || letter.lastSequence > position.sequence || isLater(letter, position))
        this.ahead.push(letter);
    }
  }

  /** Writes the letter; it is durable when this resolves. */
  async add(letter: DeadLetter): Promise<void> {
    await this.letters.add(letter);
    this.ahead.push(letter);
  }

  /** Whether some of the batch is dead. */
  concerns({ ranges }: DeliveryBatch): boolean {
    return (
      this.ahead.length > 0 && ranges.some((range) => this.ahead.some((letter) => overlaps(letter, range)))
    );
  }

  /** Forgets the letters of what was gone past. */
  passed({ ranges }: DeliveryBatch): void {
    this.ahead = this.ahead.filter((letter) => !ranges.some((range) => isEndOf(range, letter)));
  }

  close(): Promise<void> {
    return this.letters.close();
  }
}

function isLater(letter: DeadLetter, position: StreamPosition): boolean {
  return letter.epoch > position.epoch && isByClock(letter);
}

function overlaps(letter: DeadLetter, range: StreamRange): boolean {
  if (!range.sequenced) return letter.id === range.id;
  return letter.firstSequence <= range.lastSequence && letter.lastSequence >= range.firstSequence;
}

function isEndOf(range: StreamRange, letter: DeadLetter): boolean {
  return range.sequenced ? letter.lastSequence <= range.lastSequence : letter.id === range.id;
}
