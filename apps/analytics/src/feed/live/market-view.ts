import { checksumAfter, type MarketFeed, type PriceSize, type Side } from '@backlay/contracts';
import { ChangeTrail } from './change-trail.js';
import { hasField, type FieldSet } from './feed-fields.js';
import { RunnerDeltas, imageRunner } from './market-feed-json.js';
import { DEFINITION_KEY, parseRunnerKey, runnerKey } from './market-key.js';
import {
  bestOf,
  type Depth,
  type LiveRunner,
  type TouchedLevel,
  type ViewedMarket,
} from './viewed-market.js';

const SIDES: readonly Side[] = ['BACK', 'LAY'];

/**
 * A market as clients of one depth see it: what changed of that, and its checksum. All of them share it and the texts that it
 * makes: an image or a delta is encoded once, whoever wants it.
 */
export class MarketView {
  usedAtMs = performance.now();
  readonly #trail: ChangeTrail;
  /** What is shown of each runner and side, best first. Only when that is not all there is. */
  readonly #shown: Record<Side, readonly PriceSize[]>[] = [];
  #checksum = 0;
  /** Texts of the present state. */
  readonly #texts = new Map<string, string>();

  constructor(
    private readonly market: ViewedMarket,
    readonly depth: Depth,
    sequence: number,
  ) {
    this.#trail = new ChangeTrail(sequence);
    for (const runner of market.runners) {
      const levels = { BACK: bestOf(runner, 'BACK', depth), LAY: bestOf(runner, 'LAY', depth) };
      if (depth !== Infinity) this.#shown.push(levels);
      for (const side of SIDES) {
        for (const [price, size] of levels[side]) this.#count(runner.runnerId, side, price, 0, size);
      }
    }
  }

  /** Of the levels that this view shows. */
  get checksum(): number {
    return this.#checksum;
  }

  /** Of the latest change. */
  get latestSequence(): number {
    return this.#trail.latestSequence;
  }

  changed(key: number, sequence: number): void {
    this.#trail.add(sequence, key);
    if (this.#texts.size > 0) this.#texts.clear();
  }

  levelsChanged(touched: readonly TouchedLevel[], sequence: number): void {
    if (this.depth === Infinity) {
      for (const level of touched) this.#levelChanged(level, sequence);
      return;
    }
    const sides = new Set(touched.map(({ runner, side }) => runner * 2 + SIDES.indexOf(side)));
    for (const code of sides) this.#showAnew(code >>> 1, SIDES[code & 1] as Side, sequence);
  }

  /** Everything there is, as the text of a `MarketFeed`. */
  image(fields: FieldSet): string {
    return this.#text(`image ${fields}`, () => {
      const { market } = this;
      const image: MarketFeed = {
        marketId: market.marketId,
        ...(hasField(fields, 'definition') ? { definition: market.definition } : {}),
        runners: market.runners.map((runner) => imageRunner(runner, fields, this.depth)),
        ...this.#sums(fields),
      };
      return JSON.stringify(image);
    });
  }

  /**
   * What is other than at a sequence, as the text of a `MarketFeed`.
   * @returns empty when nothing is; undefined when that is not known any more
   */
  delta(fields: FieldSet, from: number): string | undefined {
    const place = this.#trail.placeAfter(from);
    if (place === undefined) return undefined;
    return this.#text(`${fields} ${place}`, () => this.#encodeDelta(fields, this.#trail.keysFrom(place)));
  }

  #encodeDelta(fields: FieldSet, keys: ReadonlySet<number>): string {
    const deltas = new RunnerDeltas(this.market.runners, fields);
    for (const key of keys) {
      if (key === DEFINITION_KEY) continue;
      const { runner, kind, price } = parseRunnerKey(key);
      if (kind === 'BACK' || kind === 'LAY')
        deltas.addLevel(runner, kind, [price, this.#sizeAt(runner, kind, price)]);
      else deltas.add(runner, kind, price);
    }
    const { definition } = this.market;
    const isDefinition = keys.has(DEFINITION_KEY) && hasField(fields, 'definition');
    const runners = deltas.runners();
    if (!isDefinition && runners.length === 0) return '';
    const delta: MarketFeed = {
      marketId: this.market.marketId,
      ...(isDefinition ? { definition } : {}),
      ...(runners.length > 0 ? { runners } : {}),
      ...this.#sums(fields),
    };
    return JSON.stringify(delta);
  }

  #sums(fields: FieldSet): Pick<MarketFeed, 'totalMatched' | 'checksum'> {
    return {
      ...(hasField(fields, 'traded') ? { totalMatched: this.market.totalMatched } : {}),
      ...(hasField(fields, 'levels') ? { checksum: this.#checksum } : {}),
    };
  }

  #text(name: string, encode: () => string): string {
    this.usedAtMs = performance.now();
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = encode();
      this.#texts.set(name, text);
    }
    return text;
  }

  /** Compares what is to be shown of a side with what was. */
  #showAnew(runner: number, side: Side, sequence: number): void {
    const shown = this.#shown[runner] as Record<Side, readonly PriceSize[]>;
    const before = shown[side];
    const after = bestOf(this.market.runners[runner] as LiveRunner, side, this.depth);
    shown[side] = after;
    for (const [price, size] of after) {
      const sizeBefore = sizeIn(before, price);
      if (size !== sizeBefore) this.#levelChanged({ runner, side, price, sizeBefore, size }, sequence);
    }
    for (const [price, sizeBefore] of before) {
      if (sizeIn(after, price) === 0)
        this.#levelChanged({ runner, side, price, sizeBefore, size: 0 }, sequence);
    }
  }

  #levelChanged({ runner, side, price, sizeBefore, size }: TouchedLevel, sequence: number): void {
    const { runnerId } = this.market.runners[runner] as LiveRunner;
    this.#count(runnerId, side, price, sizeBefore, size);
    this.changed(runnerKey(runner, side, price), sequence);
  }

  #count(runnerId: number, side: Side, price: number, sizeBefore: number, size: number): void {
    this.#checksum = checksumAfter(this.#checksum, { runnerId, side, price }, sizeBefore, size);
  }

  #sizeAt(runner: number, side: Side, price: number): number {
    if (this.depth === Infinity) return (this.market.runners[runner] as LiveRunner)[side].sizeAt(price);
    return sizeIn((this.#shown[runner] as Record<Side, readonly PriceSize[]>)[side], price);
  }
}

function sizeIn(levels: readonly PriceSize[], price: number): number {
  for (const [levelPrice, size] of levels) if (levelPrice === price) return size;
  return 0;
}
