import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { FrameReader } from './frame-reader.js';

/** What a client says. */
export interface TextListener {
  /**
   * @param bytes begin with the text, in UTF-8; they are used again when this returns
   * @param length of the text in bytes
   * @param nowMs when it came in, by the monotonic clock
   */
  text(bytes: Buffer, length: number, nowMs: number): void;
  /** A message that is no text. */
  binary(): void;
}

type DataListener = (this: Duplex, bytes: Buffer) => void;

/**
 * Tells of the messages of a client. `ws` makes three buffers, an event and a message of its own for each; here texts are taken
 * out of the bytes before they get to it, and it gets all else: what its own listener would be told, in the same order.
 *
 * @param stream what the socket stands on; nothing was read from it yet
 */
export function listenToTexts(socket: WebSocket, stream: Duplex, listener: TextListener): void {
  socket.on('message', (data, isBinary) => {
    const bytes = data as Buffer;
    if (isBinary) listener.binary();
    else listener.text(bytes, bytes.length, performance.now());
  });
  const [ofWs, ...others] = stream.listeners('data') as DataListener[];
  // Some other version of `ws`: it reads for itself.
  if (ofWs === undefined || others.length > 0) return;
  let nowMs = 0;
  const reader = new FrameReader({
    text: (bytes, length) => listener.text(bytes, length, nowMs),
    control: (frame) => ofWs.call(stream, frame),
    unknown: (bytes) => {
      stream.off('data', read);
      // As it was: from here on `ws` takes its listener away when the connection ends.
      stream.on('data', ofWs);
      ofWs.call(stream, bytes);
    },
  });
  const read = (chunk: Buffer): void => {
    nowMs = performance.now();
    reader.read(chunk);
  };
  stream.off('data', ofWs);
  stream.on('data', read);
}
