import fc from 'fast-check';
import { FrameReader } from './frame-reader.js';

const MASK = [0x12, 0x34, 0xff, 0x00];

/** A frame as a client sends it. */
function frame(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? [length | 0x80]
      : length < 0x1_0000
        ? [126 | 0x80, length >> 8, length & 0xff]
        : [127 | 0x80];
  const long = Buffer.alloc(length < 0x1_0000 ? 0 : 8);
  if (long.length > 0) long.writeBigUInt64BE(BigInt(length));
  const masked = payload.map((byte, index) => byte ^ MASK[index % 4]!);
  return Buffer.concat([Buffer.from([first, ...head]), long, Buffer.from(MASK), masked]);
}
/** The longest of the frames that are cut below. */
const frameBytesMax = 1_000;
const textFrame = (text: string): Buffer => frame(0x81, Buffer.from(text));

/** What became of bytes that came in these chunks, in order; neighbours of one kind that are no texts in one. */
function outcome(chunks: readonly Buffer[]): [kind: string, what: string][] {
  const seen: [string, string][] = [];
  let isUnknown = false;
  const note = (kind: string, bytes: Buffer): void => {
    const last = seen.at(-1);
    if (last?.[0] === kind) last[1] += bytes.toString('hex');
    else seen.push([kind, bytes.toString('hex')]);
  };
  const reader = new FrameReader({
    text: (bytes, length) => seen.push(['text', bytes.toString('utf8', 0, length)]),
    control: (bytes) => note('control', bytes),
    unknown: (bytes) => {
      isUnknown = true;
      note('unknown', bytes);
    },
  });
  for (const chunk of chunks) {
    if (isUnknown) note('unknown', chunk);
    else reader.read(chunk);
  }
  return seen;
}

describe('a reader of frames', () => {
  it('reads whole texts, short and long, ASCII or not', () => {
    const texts = ['', 'a', 'x'.repeat(125), 'x'.repeat(126), 'y'.repeat(65_535), 'Ünïcödé 🐎'];
    expect(outcome([Buffer.concat(texts.map(textFrame))])).toEqual(texts.map((text) => ['text', text]));
  });

  it('passes pings and pongs on, and goes on behind them', () => {
    for (const control of [frame(0x89, Buffer.from('ping')), frame(0x8a, Buffer.alloc(0))]) {
      expect(outcome([Buffer.concat([textFrame('a'), control, textFrame('b')])])).toEqual([
        ['text', 'a'],
        ['control', control.toString('hex')],
        ['text', 'b'],
      ]);
    }
  });

  it.each([
    ['bytes', frame(0x82, Buffer.from('x'))],
    ['the beginning of a message in parts', frame(0x01, Buffer.from('x'))],
    ['a part of a message', frame(0x80, Buffer.from('x'))],
    ['a close frame', frame(0x88, Buffer.from([0x03, 0xe8]))],
    ['a text that is no UTF-8', frame(0x81, Buffer.from([0xff, 0xfe]))],
    ['a compressed text', frame(0xc1, Buffer.from('x'))],
    ['a text of 64 KiB', textFrame('x'.repeat(0x1_0000))],
    ['a ping that is too long', frame(0x89, Buffer.alloc(126))],
    ['a text without a mask', Buffer.from([0x81, 0x01, 0x78])],
  ])('leaves %s, and all behind it, to others', (_name, other) => {
    const rest = Buffer.concat([other, textFrame('b')]);
    expect(outcome([Buffer.concat([textFrame('a'), rest])])).toEqual([
      ['text', 'a'],
      ['unknown', rest.toString('hex')],
    ]);
  });

  it('loses, changes and reorders nothing, wherever the bytes are cut', () => {
    const anyFrame = fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }).map(textFrame) },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 125 }).map((bytes) => frame(0x89, Buffer.from(bytes))),
      },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => frame(0x81, Buffer.from(bytes))),
      },
    );
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 12 }),
        fc.option(fc.uint8Array({ minLength: 1, maxLength: 8 }), { nil: new Uint8Array(0) }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (frames, end, cuts) => {
          const bytes = Buffer.concat([...frames, end]);
          const places = [
            0,
            ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
            bytes.length,
          ];
          const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
          expect(outcome(chunks)).toEqual(outcome([bytes]));
          const hex = outcome(chunks)
            .map(([kind, what]) => (kind === 'text' ? textFrame(what).toString('hex') : what))
            .join('');
          expect(bytes.toString('hex').startsWith(hex)).toBe(true);
          // What is waited with is less than a frame.
          expect(bytes.length - hex.length / 2).toBeLessThan(frameBytesMax);
        },
      ),
    );
  });
});
