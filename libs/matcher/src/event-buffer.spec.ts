import { EventBuffer } from './event-buffer.js';
import { EventKind } from './event.js';

describe('EventBuffer', () => {
  it('keeps its events when it grows and forgets them when cleared', () => {
    const buffer = new EventBuffer();
    for (let index = 0; index < 200_000; index++) {
      buffer.currentSequence = index + 2 ** 40;
      buffer.append(EventKind.MarketOpened, index);
    }
    expect(buffer.count).toBe(200_000);
    expect(buffer.at(0)).toEqual({ kind: EventKind.MarketOpened, sequence: 2 ** 40, marketId: 0 });
    expect(buffer.at(199_999)).toMatchObject({ sequence: 2 ** 40 + 199_999, marketId: 199_999 });
    buffer.clear();
    expect(buffer.count).toBe(0);
    expect(buffer.words).toHaveLength(65_536 * 16);
    expect(() => buffer.at(0)).toThrow(RangeError);
  });
});
