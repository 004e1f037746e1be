import { RedisError } from './resp.js';

/** The words of a command, taken one after the other. */
export class Words {
  #at = 0;

  constructor(private readonly words: readonly Buffer[]) {}

  get left(): number {
    return this.words.length - this.#at;
  }

  /** @throws RedisError when there is none left */
  bytes(): Buffer {
    const word = this.words[this.#at];
    if (word === undefined) throw new RedisError('ERR syntax error');
    this.#at += 1;
    return word;
  }

  text(): string {
    return this.bytes().toString();
  }

  number(): number {
    const value = Number(this.text());
    if (!Number.isSafeInteger(value)) throw new RedisError('ERR value is not an integer or out of range');
    return value;
  }

  /** Takes the next word if it is this one, in whatever case. */
  accept(option: string): boolean {
    if (this.words[this.#at]?.toString().toUpperCase() !== option) return false;
    this.#at += 1;
    return true;
  }

  rest(): Buffer[] {
    const rest = this.words.slice(this.#at);
    this.#at = this.words.length;
    return rest;
  }
}
