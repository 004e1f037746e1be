import type { Writable } from 'node:stream';
import * as ws from 'ws';
import { textFrame } from './text-frame.js';

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

describe('a frame of text', () => {
  const TEXTS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map((length) => 'x'.repeat(length));

  it('is one of RFC 6455, at each length', async () => {
    expect(await read(Buffer.from(TEXTS.map(textFrame).join(''), 'latin1'))).toEqual(TEXTS);
  });

  it('carries what is not ASCII', async () => {
    const texts = ['é', '€'.repeat(50), '"Ünïcödé" 🐎', '\u0080ÿ'];
    expect(await read(Buffer.from(texts.map(textFrame).join(''), 'latin1'))).toEqual(texts);
  });
});
