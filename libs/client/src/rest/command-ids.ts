/** Only clients of one account that begin a command in the same millisecond could ever be mistaken for each other. */
const NONCE_BYTES = 6;
const TIME_DIGITS = 13;

/**
 * Names for commands: the time of the first sending, which is how a server knows how old a retry is, then what tells this client
 * from all others, then a number.
 */
export class CommandIds {
  readonly #client: string;
  #count = 0;

  constructor(private readonly now: () => number) {
    const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    this.#client = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  next(): string {
    this.#count += 1;
    const timeMs = String(Math.floor(this.now())).padStart(TIME_DIGITS, '0');
    return `${timeMs}-${this.#client}-${this.#count}`;
  }
}
