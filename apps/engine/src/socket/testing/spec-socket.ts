import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { waitFor } from '../../../../../test/support/wait.js';
import { COMMANDS_PATH } from '../bounds.js';

/** What the server says to a spec. */
export interface SpecMessage {
  readonly op?: string;
  readonly id?: string | null;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly body?: Record<string, unknown>;
}

/** A client of the commands over WebSocket, as anybody could write one. */
export class SpecSocket {
  /** As they came; those of `messages`, parsed. */
  readonly texts: string[] = [];
  readonly messages: SpecMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly socket: WebSocket;
  #count = 0;

  private constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}${COMMANDS_PATH}`, options);
    this.socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      this.texts.push(text);
      this.messages.push(JSON.parse(text) as SpecMessage);
    });
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    // The server may be killed at any time.
    this.socket.on('error', () => undefined);
  }

  /** A connection, whatever comes of it. */
  static connect(url: string, key?: string): SpecSocket {
    return new SpecSocket(url, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  }

  /** A connection that is welcome. */
  static async open(url: string, key: string): Promise<SpecSocket> {
    const client = SpecSocket.connect(url, key);
    await client.until('welcome', ({ op }) => op === 'welcome');
    return client;
  }

  async until(what: string, isIt: (message: SpecMessage) => boolean): Promise<SpecMessage> {
    await waitFor(what, () => this.closed !== undefined || this.messages.some(isIt), { intervalMs: 2 });
    const found = this.messages.find(isIt);
    if (found === undefined) throw new Error(`no ${what}: closed ${JSON.stringify(this.closed)}`);
    return found;
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    if (this.closed === undefined) await once(this.socket, 'close');
    return this.closed!;
  }

  /** Sends without waiting. @returns the id of the message */
  send(op: string, body?: unknown): string {
    const id = `m${++this.#count}`;
    this.socket.send(JSON.stringify({ id, op, body }));
    return id;
  }

  answerTo(id: string): Promise<SpecMessage> {
    return this.until(`an answer to ${id}`, (message) => message.id === id);
  }

  ask(op: string, body?: unknown): Promise<SpecMessage> {
    return this.answerTo(this.send(op, body));
  }
}
