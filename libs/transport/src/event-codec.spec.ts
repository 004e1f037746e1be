import { JsonEventCodec } from './event-codec.js';
import type { StreamEvent } from './stream-event.js';

const codec = new JsonEventCodec();

function event(sequence: number, data: unknown): StreamEvent {
  return { pattern: 'a', data, sequence, index: 0, timeMs: 5 };
}

describe('the JSON codec', () => {
  it('gives back what it encoded, also when encodings are put together', () => {
    const first = [event(1, 'line\nbreak'), event(2, { nested: [1, 2] })];
    const second = [{ ...event(3, 'ünïcode'), metadata: { trace: 'x' } }];
    expect(codec.decode(codec.encode(first))).toEqual(first);
    const together = Buffer.concat([codec.encode(first), codec.encode([]), codec.encode(second)]);
    expect(codec.decode(together)).toEqual([...first, ...second]);
    expect(codec.decode(Buffer.alloc(0))).toEqual([]);
  });

  it.each([
    ['an unfinished line', '{"pattern":"a"'],
    ['no JSON', 'hello\n'],
    ['no object', 'null\n'],
    ['no event', '{"pattern":"a","data":1}\n'],
    ['a sequence that is no integer', '{"pattern":"a","sequence":1.5,"index":0,"timeMs":1}\n'],
  ])('refuses %s', (_, text) => {
    expect(() => codec.decode(Buffer.from(text))).toThrow(SyntaxError);
  });
});
