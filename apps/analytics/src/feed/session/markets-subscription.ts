import { FEED_FIELDS, type SubscribeMarkets } from '@backlay/contracts';
import { DEPTH_DEFAULT } from '../bounds.js';
import { fieldSet, type FieldSet } from '../live/feed-fields.js';
import type { LiveMarkets } from '../live/live-markets.js';
import type { Depth } from '../live/viewed-market.js';
import type { FeedMoment, Subscription } from './subscription.js';

/** Markets as one client wants to see them. Keeps no message: only where the client's copy stands. */
export class MarketsSubscription implements Subscription {
  readonly id: string;
  readonly conflateMs: number;
  readonly #marketIds: Set<number> | 'ALL';
  readonly #depth: Depth;
  readonly #fields: FieldSet;
  /** Of the message before; undefined: an image is due. */
  #sent: number | undefined;
  /** Up to here it is known that there is nothing to be said since. */
  #looked = 0;
  #isAnswered = false;

  /** @param resumeFrom where the client's copy stands, when that can be continued */
  constructor(request: SubscribeMarkets, resumeFrom: number | undefined) {
    const { id, marketIds, depth = DEPTH_DEFAULT, fields = FEED_FIELDS, conflateMs = 0 } = request;
    this.id = id;
    this.conflateMs = conflateMs;
    this.#marketIds = marketIds === 'ALL' ? 'ALL' : new Set(marketIds);
    this.#depth = depth === 'FULL' ? Infinity : depth;
    this.#fields = fieldSet(fields);
    this.#sent = resumeFrom;
    this.#looked = resumeFrom ?? 0;
  }

  next(moment: FeedMoment, slowMs: number | undefined): string | undefined {
    const { markets } = moment;
    // Where nothing at all has changed there is nothing to look for.
    if (this.#isAnswered && markets.latestChange <= this.#looked) return undefined;
    const said = this.#sent === undefined ? undefined : this.#changes(markets, this.#looked);
    if (this.#sent === undefined || said === undefined) return this.#image(moment);
    this.#looked = markets.sequence;
    if (this.#isAnswered && said.parts.length === 0 && said.removed.length === 0) return undefined;
    this.#isAnswered = true;
    const from = this.#sent;
    this.#sent = markets.sequence;
    const removed = said.removed.length === 0 ? '' : `,"removed":[${said.removed.join(',')}]`;
    const slow = slowMs === undefined ? '' : `,"slowMs":${slowMs}`;
    return `{"op":"markets.delta",${this.#head(moment)},"from":${from},"markets":[${said.parts.join(',')}]${removed}${slow}}`;
  }

  completeTo(markets: LiveMarkets): number {
    return markets.latestChange <= this.#looked ? markets.sequence : this.#looked;
  }

  #image(moment: FeedMoment): string {
    const { markets } = moment;
    const gone = this.#forgetGone(markets);
    const ids = this.#marketIds === 'ALL' ? markets.openIds() : [...this.#marketIds];
    const parts = ids.map((marketId) => this.#viewOf(markets, marketId)?.image(this.#fields));
    this.#isAnswered = true;
    this.#sent = markets.sequence;
    this.#looked = markets.sequence;
    const removed = gone.length === 0 ? '' : `,"removed":[${gone.join(',')}]`;
    return `{"op":"markets.image",${this.#head(moment)},"markets":[${parts.join(',')}]${removed}}`;
  }

  /** What to say of the time since a sequence; undefined when it takes an image. */
  #changes(markets: LiveMarkets, from: number): MarketsSaid | undefined {
    const changed = markets.changedSince(from);
    const gone = markets.removedSince(from);
    if (changed === undefined || gone === undefined) return undefined;
    const said: MarketsSaid = { parts: [], removed: [] };
    if (this.#marketIds === 'ALL') said.removed.push(...gone);
    else said.removed.push(...this.#forgetGone(markets));
    for (const marketId of changed) {
      if (this.#marketIds !== 'ALL' && !this.#marketIds.has(marketId)) continue;
      if (!this.#sayMarket(markets, marketId, from, said)) return undefined;
    }
    return said;
  }

  /** @returns false when it is not known any more what changed */
  #sayMarket(markets: LiveMarkets, marketId: number, from: number, said: MarketsSaid): boolean {
    const market = markets.get(marketId);
    if (market === undefined) return true;
    const isNew = market.createdAt > from;
    if (this.#marketIds === 'ALL' && market.overAt !== undefined) {
      // Whoever is interested in all that goes on has no interest in what is over: told once, with its last state.
      if (isNew || market.overAt <= from) return true;
      said.removed.push(marketId);
    }
    const view = market.view(this.#depth, markets.sequence);
    const text = isNew ? view.image(this.#fields) : view.delta(this.#fields, from);
    if (text === undefined) return false;
    if (text !== '') said.parts.push(text);
    return true;
  }

  /** Markets that were named and are in no memory any more. */
  #forgetGone(markets: LiveMarkets): number[] {
    if (this.#marketIds === 'ALL') return [];
    const gone = [...this.#marketIds].filter((marketId) => markets.get(marketId) === undefined);
    for (const marketId of gone) this.#marketIds.delete(marketId);
    return gone;
  }

  #viewOf(markets: LiveMarkets, marketId: number) {
    return markets.get(marketId)?.view(this.#depth, markets.sequence);
  }

  #head({ markets, shard }: FeedMoment): string {
    return `"id":${JSON.stringify(this.id)},"shard":${shard},"sequence":${markets.sequence},"timeMs":${markets.timeMs}`;
  }
}

interface MarketsSaid {
  readonly parts: string[];
  readonly removed: number[];
}
