import { EventBuffer } from './event-buffer.js';
import { EventKind } from './event.js';
import { enterArena } from './memory/arena.js';

describe('EventBuffer', () => {
  it('keeps its events when it grows and forgets them when cleared', () => {
    const buffer = new EventBuffer();
    enterArena(buffer);
    for (let index = 0; index < 200_000; index++) {
      buffer.currentSequence = index + 2 ** 40;
      buffer.append(EventKind.MarketOpened, index);
    }
    expect(buffer.count).toBe(200_000);
    expect(buffer.at(0)).toEqual({ kind: EventKind.MarketOpened, sequence: 2 ** 40, marketId: 0 });
    expect(buffer.at(199_999)).toMatchObject({ sequence: 2 ** 40 + 199_999, marketId: 199_999 });
    buffer.clear();
    expect(buffer.count).toBe(0);
    expect(() => buffer.at(0)).toThrow(RangeError);
  });

  it('can be read, and not written, when another one is in the arena', () => {
    const first = new EventBuffer();
    enterArena(first);
    first.currentSequence = 7;
    first.append(EventKind.MarketOpened, 1);
    const second = new EventBuffer();
    enterArena(second);
    second.append(EventKind.MarketClosed, 2);
    expect(first.at(0)).toEqual({ kind: EventKind.MarketOpened, sequence: 7, marketId: 1 });
    expect(second.at(0)).toMatchObject({ kind: EventKind.MarketClosed, marketId: 2 });
  });
});
