import type { ProblemCode } from '../http/problem-catalog.js';
import type { Answer } from '../sequencer/answer.js';
import type { AnswerFacts, AnsweredCommand } from './answer-facts.js';
import type { AnswerSink } from './answer-sink.js';
import { ascii, AsciiWriter } from './ascii-writer.js';
import { statusOf, writeAnswer } from './compose-answer.js';

const HEAD = ascii('{"results":[');
const COMMA = ascii(',');
const STATUS = ascii('{"status":');
const ORDER = ascii(',"order":');
const PROBLEM = ascii(',"problem":');
const BRACE = ascii('}');
const TAIL = ascii(']}');

export interface BatchAnswered {
  readonly answer: Answer;
  /** Why commands of the batch were not taken in. */
  readonly turnedAway: readonly ProblemCode[];
}

/**
 * The answer to a batch, put together as its commands are executed: an answer of its own for each of them would be copied
 * once more, and be garbage.
 */
export class BatchAnswer implements AnswerSink<BatchAnswered> {
  readonly #json = new AsciiWriter();
  /** Of retries and refusals. */
  #turnedAway: ProblemCode[] = [];
  #sequence = 0;
  #count = 0;

  begin(): void {
    this.#json.begin();
    this.#json.piece(HEAD);
    this.#turnedAway = [];
    this.#sequence = 0;
    this.#count = 0;
  }

  executed(facts: AnswerFacts, answered: AnsweredCommand): void {
    this.#open(answered.sequence, statusOf(facts));
    writeAnswer(this.#json, facts, answered);
    this.#json.piece(BRACE);
  }

  known({ sequence, status, body, turnedAway }: Answer): void {
    this.#open(sequence, status);
    this.#json.anyText(body);
    this.#json.piece(BRACE);
    if (turnedAway !== undefined) this.#turnedAway.push(turnedAway);
  }

  /** The answer to all of them. */
  end(): BatchAnswered {
    this.#json.piece(TAIL);
    const answer = { sequence: this.#sequence, status: 200, body: this.#json.end() };
    return { answer, turnedAway: this.#turnedAway };
  }

  /** The last command is not always the latest sequence: a retry has that of its first time. */
  #open(sequence: number, status: number): void {
    this.#sequence = Math.max(this.#sequence, sequence);
    if (this.#count > 0) this.#json.piece(COMMA);
    this.#count += 1;
    this.#json.piece(STATUS);
    this.#json.whole(status);
    this.#json.piece(status < 400 ? ORDER : PROBLEM);
  }
}
