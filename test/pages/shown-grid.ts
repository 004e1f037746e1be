import type { Page } from 'playwright-core';
import { bestFirst, type Side } from '../../tools/exchange/ladder.js';
import type { MarketReplay } from '../../tools/replay/market-replay.js';

/** A box of the grid: `2.50`, and `123` under it. */
type ShownLevel = readonly [price: string, size: string];

/** A runner as the grid shows it, in the words and figures of the page. */
export interface ShownRunner {
  readonly name: string;
  /** What can be backed and laid; the best first. */
  readonly toBack: readonly ShownLevel[];
  readonly toLay: readonly ShownLevel[];
  readonly lastPrice: string;
  readonly matched: string;
}

const BOXES = 3;

/** Reads the grid that a page shows, all of it at one moment. */
export function readGrid(page: Page): Promise<readonly ShownRunner[]> {
  return page.evaluate<readonly ShownRunner[]>(`
    [...document.querySelectorAll('.grid .runner')].map((runner) => {
      const text = (part) => runner.querySelector(part)?.textContent ?? '';
      const level = (box) => [text(box + ' .box-price'), text(box + ' .box-size')];
      const levels = (side) =>
        [1, 2, 3].map((place) => level('.' + side + '-' + place)).filter(([price]) => price !== '');
      const [last, matched] = [...runner.querySelectorAll('.figure span')].map((each) => each.textContent);
      return {
        name: text('.runner-name'),
        toBack: levels('back'),
        toLay: levels('lay'),
        lastPrice: last,
        matched,
      };
    })`);
}

/**
 * The grid that a replayed market should have: prices and sizes as they are recorded; of trades, what the replay has made of
 * the recorded ones.
 */
export function expectedGrid(market: MarketReplay): readonly ShownRunner[] {
  return market.records.map(({ runnerId, name, lastPrice, standingSize }) => {
    const ladder = market.recordedLadder(runnerId);
    const best = (side: Side): ShownLevel[] =>
      bestFirst(side, ladder[side].keys())
        .slice(0, BOXES)
        .map((price) => [writtenPrice(price), writtenSize(ladder[side].get(price) ?? 0)]);
    return {
      name,
      // Offered to whoever backs is what rests to be laid.
      toBack: best('LAY'),
      toLay: best('BACK'),
      lastPrice: lastPrice === undefined ? '–' : writtenPrice(lastPrice),
      matched: MONEY.format(standingSize / 100),
    };
  });
}

/*
 * How the page writes figures, said here once more: what is wrong there must not be wrong here, too.
 */

const MONEY = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Two digits below 10, above only those that say something. */
function writtenPrice(price: number): string {
  return price < 1_000 ? (price / 100).toFixed(2) : String(price / 100);
}

/** Rounded down to what there is room for. */
function writtenSize(minor: number): string {
  const down = (unit: number, digits: number) =>
    (Math.floor((minor * 10 ** digits) / unit) / 10 ** digits).toFixed(digits);
  if (minor >= 100_000_000) return `${down(100_000_000, 2)}m`;
  if (minor >= 1_000_000) return `${down(100_000, 1)}k`;
  return down(100, minor < 10_000 && minor % 100 > 0 ? 2 : 0);
}
