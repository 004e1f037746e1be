import { selectMarkets, type MarketFilter, type MarketLine } from './market-list.js';

const line = (marketId: number, parts: Partial<MarketLine>): MarketLine => ({
  marketId,
  name: 'Winner',
  fixture: '',
  status: 'OPEN',
  inPlay: false,
  startTimeMs: 0,
  currency: 'GBP',
  runnerCount: 2,
  ...parts,
});

const MARKETS = [
  line(1, { status: 'SETTLED', fixture: 'Ascot 14:00' }),
  line(2, { fixture: 'Ascot 14:30', startTimeMs: 2_000 }),
  line(3, { fixture: 'Kempton 14:20', startTimeMs: 1_000 }),
  line(4, { fixture: 'Leeds v York', name: 'Match odds', inPlay: true }),
  line(5, { fixture: 'Leeds v York', name: 'Over 2.5', inPlay: true, status: 'SUSPENDED' }),
  line(6, { status: 'INACTIVE' }),
  line(7, { status: 'VOIDED', inPlay: true }),
];

describe('the markets of the overview', () => {
  it.each<[MarketFilter, string, number[]]>([
    // In-play first, then by start (an unknown one last), then not open yet.
    ['current', '', [5, 4, 3, 2, 6]],
    ['open', '', [4, 3, 2]],
    ['in-play', '', [5, 4]],
    ['over', '', [7, 1]],
    ['current', 'ascot', [2]],
    ['over', 'ascot', [1]],
    ['open', ' YORK odds', [4]],
    ['current', 'ascot york', []],
    ['current', '6', [6]],
  ])('with the filter %s and the text "%s" are %j', (filter, search, expected) => {
    expect(selectMarkets(MARKETS, { filter, search }).map(({ marketId }) => marketId)).toEqual(expected);
  });
});
