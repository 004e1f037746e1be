import type { Writable } from 'node:stream';
import * as ws from 'ws';
import { FrameBuffer, FrameBuffers } from './frame-buffer.js';

// It is there, but its types do not say so.
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** What `ws` reads out of bytes. */
async function read(bytes: Buffer): Promise<string[]> {
  const texts: string[] = [];
  const receiver = new Receiver({ isServer: false });
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  await new Promise<void>((resolve, reject) => receiver.on('error', reject).write(bytes, () => resolve()));
  return texts;
}

/** The texts as frames, each said in three pieces. */
function framesOf(texts: readonly string[]): Buffer {
  const buffer = new FrameBuffer();
  for (const text of texts) {
    const third = Math.ceil(text.length / 3);
    buffer.add(text.slice(0, third), text.slice(third, 2 * third), text.slice(2 * third));
  }
  return buffer.frames;
}

describe('a buffer of frames', () => {
  const TEXTS = [0, 1, 125, 126, 127, 4_000, 65_535, 65_536, 200_000].map((length) => 'x'.repeat(length));

  it('has frames of RFC 6455, at each length', async () => {
    expect(await read(framesOf(TEXTS))).toEqual(TEXTS);
  });

  it('carries what is not ASCII, also where the length in bytes needs another head than that in letters', async () => {
    const texts = ['é', '€'.repeat(50), '"Ünïcödé" 🐎', '\u0080ÿ', 'ä'.repeat(40_000), 'x€'.repeat(30)];
    expect(await read(framesOf(texts))).toEqual(texts);
  });

  it('is used again, empty, unless it has grown large', () => {
    const buffers = new FrameBuffers();
    const [small, large] = [buffers.take(), buffers.take()];
    small.add('{}', '', '');
    large.add('x'.repeat(200_000), '', '');
    buffers.give(large);
    buffers.give(small);
    expect(buffers.take()).toBe(small);
    expect(small.length).toBe(0);
    expect(buffers.take()).not.toBe(large);
  });
});
