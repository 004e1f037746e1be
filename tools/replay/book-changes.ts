import { SIDES, type Ladder } from '../exchange/ladder.js';
import type { Removal } from './life-steps.js';
import type { BookChanges } from './order-sender.js';
import { levelKey, type LevelPlace } from './recorded-life.js';
import type { RestingOrders } from './resting-orders.js';

/** How much of what the engine did to the books by itself is what the recording shows. */
interface LevelCounts {
  readonly line: number;
  /** Levels that it may touch. */
  readonly levels: number;
  /** Those of them that it has left as they are recorded, before any order was placed or cancelled. */
  readonly levelsAsRecorded: number;
}

/** What a removal did: it may touch the LAYs of every runner, and the BACKs of the removed one. */
export interface RemovalRecord extends Removal, BookChanges, LevelCounts {
  readonly name: string;
}

/** What the turn in-play did: it may touch every level, and leaves those of persistence PERSIST. */
export type TurnRecord = LevelCounts;

/** What rests, by runner. */
export type Books = ReadonlyMap<number, RestingOrders>;

export function levelsOf(books: Books): LevelPlace[] {
  return [...books].flatMap(([runnerId, resting]) =>
    SIDES.flatMap((side) => resting.prices(side).map((price) => ({ runnerId, side, price }))),
  );
}

/** The levels that a removal may touch, there before it or after it. */
export function touchedLevels(books: readonly Books[], removedId: number): LevelPlace[] {
  const levels = books
    .flatMap(levelsOf)
    .filter(({ runnerId, side }) => side === 'LAY' || runnerId === removedId);
  return [...new Map(levels.map((level) => [levelKey(level), level])).values()];
}

/** How many of the levels the engine now has as they are recorded. */
export function countAsRecorded(
  levels: readonly LevelPlace[],
  restingOn: (runnerId: number) => RestingOrders,
  recordedOf: (runnerId: number) => Ladder,
): number {
  return levels.filter(({ runnerId, side, price }) => {
    const recorded = recordedOf(runnerId)[side].get(price) ?? 0;
    return restingOn(runnerId).sizeAt(side, price) === recorded;
  }).length;
}
