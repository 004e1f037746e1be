import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
const TEXT_FRAME = 0x81;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MASK_BYTES = 4;

/** Told of all answers that arrived together, as texts of one byte a character. */
export type OnAnswers = (texts: readonly string[], client: SocketClient) => void;

export interface Upgrade {
  readonly path: string;
  readonly key: string;
}

/**
 * A WebSocket on a bare socket: the client of a benchmark must cost less than the server it loads. It writes all messages of a
 * turn at once, and knows whole text frames only. The client of libs/client, which reads each answer and keeps its promise, takes about
 * 17 µs for an order where the engine takes 15 and this 3: with it a bench would measure the client.
 */
export class SocketClient {
  readonly #socket: Socket;
  readonly #onAnswers: OnAnswers;
  readonly #mask = randomBytes(MASK_BYTES);
  #received: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, head: Buffer, onAnswers: OnAnswers) {
    this.#socket = socket;
    this.#onAnswers = onAnswers;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    if (head.length > 0) this.#receive(head);
  }

  /**
   * @throws Error when the server does not want a WebSocket there
   */
  static open(port: number, { path, key }: Upgrade, onAnswers: OnAnswers): Promise<SocketClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      // The server may end it at any time; what it was asked then stays without an answer.
      socket.on('error', reject);
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
          `Authorization: Bearer ${key}${HEAD_END}`,
      );
      let head: Buffer = Buffer.alloc(0);
      const receive = (bytes: Buffer): void => {
        head = Buffer.concat([head, bytes]);
        const headEnd = head.indexOf(HEAD_END);
        if (headEnd === -1) return;
        socket.off('data', receive);
        const status = head.subarray(0, headEnd).toString('latin1').split('\r\n', 1)[0];
        if (status?.includes(' 101 ')) {
          resolve(new SocketClient(socket, head.subarray(headEnd + HEAD_END.length), onAnswers));
        } else reject(new Error(`no WebSocket: ${status}`));
      };
      socket.on('data', receive);
    });
  }

  /** @param texts messages of one byte a character, each of less than 64 KiB */
  send(texts: readonly string[]): void {
    const headed = texts.map((text) => (text.length < LENGTH_16 ? 2 : 4) + MASK_BYTES + text.length);
    const bytes = Buffer.allocUnsafe(headed.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const text of texts) at = this.#writeFrame(bytes, at, text);
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #writeFrame(bytes: Buffer, start: number, text: string): number {
    let at = start;
    bytes[at++] = TEXT_FRAME;
    if (text.length < LENGTH_16) bytes[at++] = MASKED | text.length;
    else {
      bytes[at++] = MASKED | LENGTH_16;
      at = bytes.writeUInt16BE(text.length, at);
    }
    this.#mask.copy(bytes, at);
    at += MASK_BYTES;
    bytes.write(text, at, 'latin1');
    for (let index = 0; index < text.length; index++) bytes[at + index]! ^= this.#mask[index & 3]!;
    return at + text.length;
  }

  #receive(bytes: Buffer): void {
    const all = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const texts: string[] = [];
    let at = 0;
    while (all.length - at >= 2) {
      const short = all[at + 1]!;
      const headBytes = short === LENGTH_16 ? 4 : short === LENGTH_64 ? 10 : 2;
      if (all.length - at < headBytes) break;
      const length =
        short === LENGTH_16
          ? all.readUInt16BE(at + 2)
          : short === LENGTH_64
            ? Number(all.readBigUInt64BE(at + 2))
            : short;
      if (all.length - at < headBytes + length) break;
      if (all[at] === TEXT_FRAME) texts.push(all.toString('latin1', at + headBytes, at + headBytes + length));
      at += headBytes + length;
    }
    this.#received = all.subarray(at);
    if (texts.length > 0) this.#onAnswers(texts, this);
  }
}
