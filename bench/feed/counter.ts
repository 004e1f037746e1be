import type { FeedRequest } from '@backlay/contracts';
import { WebSocket } from 'ws';
import { waitFor } from '../../test/support/wait.js';

const SEQUENCE = /"sequence":(\d+)/;

/** A client of the feed that counts what it gets, and looks at the sequence only. */
export class Counter {
  messages = 0;
  bytes = 0;
  sequence = 0;
  onMessage: () => void = () => undefined;
  readonly #socket: WebSocket;

  constructor(url: string, key: string) {
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/feed`, {
      headers: { authorization: `Bearer ${key}` },
    });
    this.#socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      this.messages += 1;
      this.bytes += data.length;
      this.sequence = Number(SEQUENCE.exec(text)?.[1] ?? this.sequence);
      this.onMessage();
    });
  }

  async subscribe(request: FeedRequest): Promise<void> {
    await waitFor('a welcome', () => this.messages > 0);
    this.#socket.send(JSON.stringify(request));
    await waitFor('an image', () => this.messages > 1);
  }

  /** @returns when it was told something of the sequence, by `performance.now()` */
  async seen(sequence: number): Promise<number> {
    while (this.sequence < sequence) await new Promise<void>((resolve) => (this.onMessage = resolve));
    return performance.now();
  }

  close(): void {
    this.#socket.terminate();
  }
}
