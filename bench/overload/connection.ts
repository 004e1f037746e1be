import { connect, type Socket } from 'node:net';

/** One answer: its status and when it was complete, by the monotonic clock in ms. */
export type OnAnswer = (status: number, atMs: number) => void;

const HEAD_END = '\r\n\r\n';
const LENGTH_HEADER = /content-length: (\d+)/i;
const STATUS_OFFSET = 'HTTP/1.1 '.length;

/**
 * A keep-alive HTTP connection with one request at a time, on a bare socket: the client of a benchmark must cost less than
 * the server it loads, and Node's own HTTP client does not.
 */
export class Connection {
  readonly #socket: Socket;
  #received = '';
  #onAnswer: OnAnswer | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    // The server may end it at any time; what it was asked then stays without an answer.
    socket.on('error', () => undefined);
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  get isIdle(): boolean {
    return this.#onAnswer === undefined && this.#socket.writable;
  }

  /** @param request the bytes of a whole request */
  send(request: string, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const bodyLength = Number(LENGTH_HEADER.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < headEnd + HEAD_END.length + bodyLength) return;
    const status = Number(this.#received.slice(STATUS_OFFSET, STATUS_OFFSET + 3));
    this.#received = '';
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(status, performance.now());
  }
}

/** The bytes of a POST that is signed by a key. */
export function post(path: string, body: string, key: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
