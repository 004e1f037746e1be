import type { Answer } from './answer.js';
import { ByteArena } from './byte-arena.js';

/** An answer that was given before, and the command it was given to. */
export interface FirstAnswer extends Answer {
  /** The bytes of the command that had this commandId, to tell a retry from another command. */
  readonly command: Buffer;
}

/**
 * The first answers to the latest commands that had a `commandId`, so that a retry gets the same one. The horizon is a
 * count: the oldest answer is forgotten when a new one would be one too many, and its commandId is free again.
 *
 * Kept compact: numbers in typed arrays, commands and answers as bytes outside the JavaScript heap. An answer to an
 * order takes about 0.5 kB with its key.
 */
export class FirstAnswers {
  readonly #slotByKey = new Map<string, number>();
  readonly #arena = new ByteArena();
  readonly #keys: (string | undefined)[] = [];
  readonly #horizon: number;
  #sequences = new Float64Array(1024);
  #addresses = new Float64Array(1024);
  #commandBytes = new Uint32Array(1024);
  #bodyBytes = new Uint32Array(1024);
  #statuses = new Uint16Array(1024);
  /** The slot that is written next; with a full ring it holds the oldest answer. */
  #next = 0;

  /** @param horizon how many answers are kept */
  constructor(horizon: number) {
    this.#horizon = horizon;
  }

  get count(): number {
    return this.#slotByKey.size;
  }

  /** The first answer to the account's command of this name, if it is still known. */
  find(accountId: string, commandId: string): FirstAnswer | undefined {
    const slot = this.#slotByKey.get(keyOf(accountId, commandId));
    if (slot === undefined) return undefined;
    const address = this.#addresses[slot] ?? 0;
    const commandBytes = this.#commandBytes[slot] ?? 0;
    const bodyBytes = this.#bodyBytes[slot] ?? 0;
    return {
      sequence: this.#sequences[slot] ?? 0,
      status: this.#statuses[slot] ?? 0,
      command: this.#arena.read(address, commandBytes),
      body: this.#arena.read(address + commandBytes, bodyBytes).toString('utf8'),
    };
  }

  /** Keeps an answer under a name that is not known. `command` is copied. */
  keep(accountId: string, commandId: string, { command, ...answer }: FirstAnswer): void {
    const slot = this.#next;
    this.#makeRoom(slot);
    const body = Buffer.from(answer.body, 'utf8');
    const key = keyOf(accountId, commandId);
    this.#keys[slot] = key;
    this.#slotByKey.set(key, slot);
    this.#sequences[slot] = answer.sequence;
    this.#statuses[slot] = answer.status;
    this.#commandBytes[slot] = command.length;
    this.#bodyBytes[slot] = body.length;
    this.#addresses[slot] = this.#arena.append(command, body);
    this.#next = (slot + 1) % this.#horizon;
  }

  #makeRoom(slot: number): void {
    const forgotten = this.#keys[slot];
    if (forgotten !== undefined) {
      // A replay with a longer horizon than before meets a name twice, of which the later answer counts.
      if (this.#slotByKey.get(forgotten) === slot) this.#slotByKey.delete(forgotten);
      this.#arena.forgetBefore(this.#addresses[(slot + 1) % this.#horizon] ?? 0);
    }
    if (slot < this.#sequences.length) return;
    const length = Math.min(this.#horizon, this.#sequences.length * 2);
    this.#sequences = grown(this.#sequences, new Float64Array(length));
    this.#addresses = grown(this.#addresses, new Float64Array(length));
    this.#commandBytes = grown(this.#commandBytes, new Uint32Array(length));
    this.#bodyBytes = grown(this.#bodyBytes, new Uint32Array(length));
    this.#statuses = grown(this.#statuses, new Uint16Array(length));
  }
}

/** Names of different accounts never meet; an operator's have the empty account. */
function keyOf(accountId: string, commandId: string): string {
  return `${accountId} ${commandId}`;
}

function grown<A extends Float64Array | Uint32Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
