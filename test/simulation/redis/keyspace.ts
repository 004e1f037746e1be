import { RedisError } from './resp.js';
import { StreamData } from './stream-data.js';

/** All keys of a Redis: streams and strings. */
export class Keyspace {
  readonly #streams = new Map<string, StreamData>();
  readonly #strings = new Map<string, Buffer>();

  stream(key: string): StreamData | undefined {
    if (this.#strings.has(key)) {
      throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
    }
    return this.#streams.get(key);
  }

  createStream(key: string): StreamData {
    const stream = new StreamData();
    this.#streams.set(key, stream);
    return stream;
  }

  string(key: string): Buffer | undefined {
    return this.#strings.get(key);
  }

  setString(key: string, value: Buffer): void {
    this.#strings.set(key, value);
  }

  has(key: string): boolean {
    return this.#streams.has(key) || this.#strings.has(key);
  }

  delete(key: string): boolean {
    return [this.#streams.delete(key), this.#strings.delete(key)].includes(true);
  }

  clear(): void {
    this.#streams.clear();
    this.#strings.clear();
  }

  copy(): Keyspace {
    const copy = new Keyspace();
    for (const [key, stream] of this.#streams) copy.#streams.set(key, stream.copy());
    for (const [key, value] of this.#strings) copy.#strings.set(key, value);
    return copy;
  }
}
