import { UnansweredError } from '../rest/retry.js';

/** What the engine says to a command: status and body are those of REST. */
export interface CommandAnswer {
  readonly id: string;
  readonly status: number;
  /** In seconds; where REST has the header. */
  readonly retryAfter?: number;
  readonly body: unknown;
}

/** A command as it is sent: each time the same. */
export interface CommandMessage {
  readonly id: string;
  readonly text: string;
}

interface Asked extends CommandMessage {
  readonly resolve: (answer: CommandAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface UnansweredBounds {
  /** Commands that are sent and not answered. */
  readonly inFlightMax: number;
  /** Their length together, in characters; one command alone may be longer. */
  readonly lengthInFlightMax: number;
  /** How long a command may be without its answer, waiting included. */
  readonly timeoutMs: number;
}

/**
 * Commands without an answer, in the order in which they were given: first those that the present connection has, then those
 * that wait for room, or for a connection. What a lost connection had waits again, before all others. Knows nothing of sockets.
 */
export class Unanswered {
  #inFlight = new Map<string, Asked>();
  #waiting = new Map<string, Asked>();
  #lengthInFlight = 0;

  /** @param gone is called when a command has left without an answer, which may have made room */
  constructor(
    private readonly bounds: UnansweredBounds,
    private readonly gone: () => void,
  ) {}

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Whether one more command would be sent at once. */
  get hasRoom(): boolean {
    return this.#waiting.size === 0 && this.#hasRoomFor(0);
  }

  /** @throws UnansweredError when the answer does not come in time, and what `fail` is given */
  add({ id, text }: CommandMessage): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      const { timeoutMs } = this.bounds;
      const late = (): void => {
        this.#take(id)?.reject(new UnansweredError(`no answer within ${timeoutMs} ms`));
        this.gone();
      };
      this.#waiting.set(id, { id, text, resolve, reject, timer: setTimeout(late, timeoutMs) });
    });
  }

  /** The next command that is to be sent; it is in flight from now on. Undefined when there is none, or no room for it. */
  next(): CommandMessage | undefined {
    for (const asked of this.#waiting.values()) {
      if (!this.#hasRoomFor(asked.text.length)) return undefined;
      this.#waiting.delete(asked.id);
      this.#inFlight.set(asked.id, asked);
      this.#lengthInFlight += asked.text.length;
      return asked;
    }
    return undefined;
  }

  /** What is answered that nobody waits for any more is heard by nobody. */
  answered(answer: CommandAnswer): void {
    this.#take(answer.id)?.resolve(answer);
  }

  /** The connection is gone, and the answers on it with it: whether they were carried out is unknown. */
  lost(): void {
    this.#waiting = new Map([...this.#inFlight, ...this.#waiting]);
    this.#inFlight = new Map();
    this.#lengthInFlight = 0;
  }

  fail(error: Error): void {
    for (const { id } of [...this.#inFlight.values(), ...this.#waiting.values()])
      this.#take(id)?.reject(error);
  }

  #hasRoomFor(length: number): boolean {
    const { inFlightMax, lengthInFlightMax } = this.bounds;
    if (this.#inFlight.size === 0) return true;
    return this.#inFlight.size < inFlightMax && this.#lengthInFlight + length <= lengthInFlightMax;
  }

  #take(id: string): Asked | undefined {
    const inFlight = this.#inFlight.get(id);
    if (inFlight) this.#lengthInFlight -= inFlight.text.length;
    const asked = inFlight ?? this.#waiting.get(id);
    if (!asked) return undefined;
    clearTimeout(asked.timer);
    this.#inFlight.delete(id);
    this.#waiting.delete(id);
    return asked;
  }
}
