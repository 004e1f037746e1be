import { connect, type Socket } from 'node:net';

/** One answer: its status and when it was complete, by the monotonic clock in ms. */
export type OnAnswer = (status: number, atMs: number) => void;

const HEAD_END = '\r\n\r\n';
const LENGTH_HEADER = /content-length: (\d+)/i;
const STATUS_OFFSET = 'HTTP/1.1 '.length;
/** The head of an answer is shorter, and comes in one piece. */
const HEAD_BYTES_MAX = 1_024;

/**
 * A keep-alive HTTP connection with one request at a time, on a bare socket: the client of a benchmark must cost less than
 * the server it loads, and Node's own HTTP client does not.
 */
export class Connection {
  readonly #socket: Socket;
  #status = 0;
  /** Bytes of the answer that have not come yet; 0 between answers. */
  #missingBytes = 0;
  #onAnswer: OnAnswer | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
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

  /** Nothing but the head becomes text: what the body says is not looked at. */
  #receive(bytes: Buffer): void {
    if (this.#missingBytes === 0) this.#missingBytes = this.#readHead(bytes);
    this.#missingBytes -= bytes.length;
    if (this.#missingBytes > 0) return;
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(this.#status, performance.now());
  }

  /** @returns the bytes of the whole answer */
  #readHead(bytes: Buffer): number {
    const text = bytes.toString('latin1', 0, HEAD_BYTES_MAX);
    const headEnd = text.indexOf(HEAD_END);
    if (headEnd === -1) throw new Error('an answer whose head did not come in one piece');
    this.#status = Number(text.slice(STATUS_OFFSET, STATUS_OFFSET + 3));
    return headEnd + HEAD_END.length + Number(LENGTH_HEADER.exec(text)?.[1] ?? 0);
  }
}

/** The bytes of a POST that is signed by a key. */
export function post(path: string, body: string, key: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
