/** How many connections there may be. */
export interface ConnectionBounds {
  readonly connectionsMax: number;
  readonly connectionsPerKeyMax: number;
}

/** Counts connections, of all and of each key. */
export class ConnectionCounts {
  readonly #bounds: ConnectionBounds;
  #count = 0;
  readonly #ofKey = new Map<string, number>();
  readonly #keyOf = new Map<object, string>();

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  get isFull(): boolean {
    return this.#count >= this.#bounds.connectionsMax;
  }

  /** Takes a place for a connection whose key is not known yet. @returns false when there is none */
  take(): boolean {
    if (this.isFull) return false;
    this.#count += 1;
    return true;
  }

  /** The connection turns out to be of a key. @returns false when that has too many */
  admit(connection: object, keyId: string): boolean {
    const count = this.#ofKey.get(keyId) ?? 0;
    if (count >= this.#bounds.connectionsPerKeyMax) return false;
    this.#ofKey.set(keyId, count + 1);
    this.#keyOf.set(connection, keyId);
    return true;
  }

  /** The connection is over. */
  give(connection: object): void {
    this.#count -= 1;
    const keyId = this.#keyOf.get(connection);
    if (keyId === undefined) return;
    this.#keyOf.delete(connection);
    const count = (this.#ofKey.get(keyId) ?? 0) - 1;
    if (count > 0) this.#ofKey.set(keyId, count);
    else this.#ofKey.delete(keyId);
  }
}
