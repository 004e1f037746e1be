import { cursorParameter, encodeCursor, toPage } from './cursor.js';

const parameter = cursorParameter('timeMs', 'sequence', 'int4');

describe('cursors', () => {
  it('come back as the key they were made of', () => {
    const key = [1_790_000_000_000, 9_007_199_254_740_991, 2_147_483_647];

    expect(parameter.parse(encodeCursor(key))).toEqual(key);
  });

  it.each([
    ['nothing', ''],
    ['rubbish', 'rubbish!'],
    ['too few parts', encodeCursor([1, 2])],
    ['too many parts', encodeCursor([1, 2, 3, 4])],
    ['a time beyond the calendar', encodeCursor([8.64e15 + 2, 1, 1])],
    ['an index beyond the column', encodeCursor([1, 1, 2 ** 31])],
    ['another spelling of the same key', Buffer.from('01.2.3').toString('base64url')],
    ['SQL', Buffer.from('1.2.3) OR true --').toString('base64url')],
    ['a long text', 'A'.repeat(10_000)],
  ])('refuse %s', (_name, text) => {
    expect(parameter.safeParse(text).success).toBe(false);
  });
});

describe('pages', () => {
  const shape = { keyOf: (row: number) => [row], present: (row: number) => `row ${row}` };

  it('have a cursor to the last row shown when there is one more', () => {
    expect(toPage([1, 2, 3], 2, shape)).toEqual({ items: ['row 1', 'row 2'], nextCursor: encodeCursor([2]) });
  });

  it('end without a cursor', () => {
    expect(toPage([1, 2], 2, shape)).toEqual({ items: ['row 1', 'row 2'], nextCursor: null });
    expect(toPage([], 2, shape)).toEqual({ items: [], nextCursor: null });
  });
});
