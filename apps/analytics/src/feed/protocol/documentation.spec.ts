import { readFileSync } from 'node:fs';
import { FEED_CLOSE, levelChecksum, type MarketsDelta, type MarketsImage } from '@backlay/contracts';
import { MarketCopy } from '../testing/market-copy.js';
import { FEED_MESSAGE } from './message.schema.js';
import { FEED_REQUEST } from './request.schema.js';

const TEXT = readFileSync('docs/feed.md', 'utf8');

/** The JSON objects in the code blocks, in their order. */
const EXAMPLES = [...TEXT.matchAll(/```json\n([^`]+)```/g)].flatMap(([, block = '']) =>
  block
    .trim()
    .split(/\n(?=\{)/)
    .map((text) => JSON.parse(text) as { readonly op: string }),
);

describe('docs/feed.md', () => {
  it.each(EXAMPLES.map((example) => [JSON.stringify(example).slice(0, 60), example]))(
    'shows what there is: %s',
    (_, example) => {
      const isRequest = FEED_REQUEST.safeParse(example).success;
      const isMessage = FEED_MESSAGE.safeParse(example).success;
      expect(isRequest !== isMessage).toBe(true);
    },
  );

  it('shows every kind of message', () => {
    const kinds = new Set(EXAMPLES.map(({ op }) => op));
    for (const { shape } of FEED_MESSAGE.options) {
      const ops: readonly string[] = 'value' in shape.op ? [shape.op.value] : shape.op.options;
      expect(ops.some((op) => kinds.has(op))).toBe(true);
    }
  });

  it('shows checksums that are right, and known values of the hash', () => {
    const copy = new MarketCopy();
    const markets = EXAMPLES.filter(({ op }) => op.startsWith('markets.')) as unknown as (
      MarketsImage | MarketsDelta
    )[];
    expect(markets).toHaveLength(2);
    for (const { markets: [market] = [] } of markets) {
      if (market === undefined) throw new Error('the example has no market');
      expect(copy.apply(market).checksum).toBe(market.checksum);
    }
    const rows = [...TEXT.matchAll(/^\| (\d+) \| (LAY|BACK) \| (\d+) \| (\d+) \| (\d+) \|$/gm)];
    expect(rows).toHaveLength(3);
    for (const [, runnerId, side, price, size, hash] of rows) {
      const value = levelChecksum(
        Number(runnerId),
        side === 'LAY' ? 'LAY' : 'BACK',
        Number(price),
        Number(size),
      );
      expect(value).toBe(Number(hash));
    }
  });

  it('names every way in which a connection ends', () => {
    for (const [reason, code] of Object.entries(FEED_CLOSE))
      expect(TEXT).toContain(`| ${code} | \`${reason}\``);
  });
});
