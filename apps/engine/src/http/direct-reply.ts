import type { ServerResponse } from 'node:http';
import type { HttpReply } from './http-reply.js';

/** Letters of a body whose copy takes longer than a second piece of a write. */
const LONG_BODY = 8 * 1024;

/** A reply that stands on the response of Node.js alone. */
export class DirectReply implements HttpReply {
  #status = 200;
  /** Names and values by turns: the form that Node.js writes without looking at it again. */
  readonly #headers: string[] = [];

  constructor(readonly raw: ServerResponse) {}

  status(code: number): this {
    this.#status = code;
    return this;
  }

  header(name: string, value: string): this {
    this.#headers.push(name, value);
    return this;
  }

  send(body: string): void {
    const length = Buffer.byteLength(body);
    this.#headers.push('Content-Length', String(length));
    this.raw.writeHead(this.#status, this.#headers);
    // Node.js puts the head before the text of a body, which copies a long one once more.
    if (length >= LONG_BODY) {
      this.raw.cork();
      this.raw.flushHeaders();
    }
    // Text without a letter beyond ASCII, which nearly all is, is copied as it stands.
    this.raw.end(body, length === body.length ? 'latin1' : 'utf8');
  }
}
