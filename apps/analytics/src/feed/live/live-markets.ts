import type { MarketCreated, SequencedExchangeEvent } from '@backlay/contracts';
import { foldLevelChanges, ordersInDoubt, type LevelChange } from '../../market-data/level-changes.js';
import { createdDefinition, marketChangeOf } from '../../market-data/market-changes.js';
import { foldVolumeChanges } from '../../volume/volume-changes.js';
import { ChangeTrail } from './change-trail.js';
import { LiveMarket } from './live-market.js';

/** How long a market that is over stays, in ms: whoever looked at it sees how it ended. */
export const OVER_KEPT_MS = 3_600_000;
/** Most markets that are over; beyond it the longest over goes first. */
export const OVER_COUNT_MAX = 1_000;
/** A view that nobody has asked for in so many ms is dropped; a client that comes back later gets an image. */
export const VIEW_KEPT_MS = 300_000;
const UPKEEP_INTERVAL_MS = 1_000;

/** Events of whole commands, up to a sequence. */
export interface EventBatch {
  readonly lastSequence: number;
  readonly events: readonly SequencedExchangeEvent[];
}

/** What there is before the first event. */
export interface LiveMarketsStart {
  /** Everything up to it is in the markets that are added. */
  readonly sequence: number;
  readonly timeMs?: number;
  readonly waiting?: Iterable<number>;
}

/** All markets at one moment: the state that the events up to a sequence have made. */
export class LiveMarkets {
  readonly #markets = new Map<number, LiveMarket>();
  /** Orders that wait for the bet delay. */
  readonly #waiting: Set<number>;
  /** Ids of markets, as they change. */
  readonly #changed: ChangeTrail;
  /** Ids of markets, as they go. */
  readonly #removed: ChangeTrail;
  #sequence: number;
  #timeMs: number;
  #tidiedAtMs = performance.now();

  constructor({ sequence, timeMs = 0, waiting = [] }: LiveMarketsStart) {
    this.#sequence = sequence;
    this.#timeMs = timeMs;
    this.#waiting = new Set(waiting);
    this.#changed = new ChangeTrail(sequence);
    this.#removed = new ChangeTrail(sequence);
  }

  /** The latest command that is in this state. */
  get sequence(): number {
    return this.#sequence;
  }

  /** When the latest command with events was taken in; 0 when none was seen yet. */
  get timeMs(): number {
    return this.#timeMs;
  }

  /** The sequence with which a market has changed, come or gone last. */
  get latestChange(): number {
    return Math.max(this.#changed.latestSequence, this.#removed.latestSequence);
  }

  get count(): number {
    return this.#markets.size;
  }

  get(marketId: number): LiveMarket | undefined {
    return this.#markets.get(marketId);
  }

  /** Of all markets that are not over. */
  openIds(): number[] {
    return [...this.#markets.values()]
      .filter(({ overSinceMs }) => overSinceMs === undefined)
      .map(({ marketId }) => marketId);
  }

  /** Ids of markets that have changed since, maybe in nothing that a view shows; undefined when that is not known any more. */
  changedSince(sequence: number): ReadonlySet<number> | undefined {
    return keysSince(this.#changed, sequence);
  }

  /** Ids of markets that have gone since; undefined when that is not known any more. */
  removedSince(sequence: number): ReadonlySet<number> | undefined {
    return keysSince(this.#removed, sequence);
  }

  /** A market as it was when the state was loaded. */
  add(market: LiveMarket): void {
    this.#markets.set(market.marketId, market);
  }

  /** @throws RangeError when the events are none that can follow this state; it is of no use then */
  apply({ lastSequence, events }: EventBatch): void {
    this.#sequence = lastSequence;
    for (const { data, timeMs } of events) if (data.type === 'market.created') this.#create(data, timeMs);
    this.#changeLevels(events);
    this.#changeVolumes(events);
    for (const { data, timeMs } of events) {
      const change = marketChangeOf(data);
      if (change !== undefined) this.#touched(change.marketId)?.change(change, lastSequence, timeMs);
    }
    this.#timeMs = events.at(-1)?.timeMs ?? this.#timeMs;
    this.#tidyUp();
  }

  #create(event: MarketCreated, timeMs: number): void {
    const { marketId } = event;
    this.#markets.set(marketId, new LiveMarket(marketId, createdDefinition(event), this.#sequence, timeMs));
    this.#touched(marketId);
  }

  #changeLevels(events: readonly SequencedExchangeEvent[]): void {
    const waitingBefore = new Set(ordersInDoubt(events).filter((orderId) => this.#waiting.has(orderId)));
    const { levels, waiting, ended } = foldLevelChanges(events, waitingBefore);
    for (const orderId of waiting) this.#waiting.add(orderId);
    for (const orderId of ended) this.#waiting.delete(orderId);
    const ofMarket = new Map<number, LevelChange[]>();
    for (const change of levels) {
      const changes = ofMarket.get(change.marketId);
      if (changes === undefined) ofMarket.set(change.marketId, [change]);
      else changes.push(change);
    }
    for (const [marketId, changes] of ofMarket) {
      this.#touched(marketId)?.changeLevels(changes, this.#sequence);
    }
  }

  #changeVolumes(events: readonly SequencedExchangeEvent[]): void {
    const { runners, prices } = foldVolumeChanges(events);
    for (const change of runners) this.#touched(change.marketId)?.changeVolume(change, this.#sequence);
    for (const change of prices) this.#markets.get(change.marketId)?.changeTraded(change, this.#sequence);
  }

  /** The market, which changes now; undefined when it has gone: what happens to its money then is not for a feed. */
  #touched(marketId: number): LiveMarket | undefined {
    const market = this.#markets.get(marketId);
    if (market !== undefined) this.#changed.add(this.#sequence, marketId);
    return market;
  }

  #tidyUp(): void {
    const nowMs = performance.now();
    if (nowMs - this.#tidiedAtMs < UPKEEP_INTERVAL_MS) return;
    this.#tidiedAtMs = nowMs;
    this.removeOver(this.#timeMs - OVER_KEPT_MS);
    for (const market of this.#markets.values()) market.dropViewsUnusedSince(nowMs - VIEW_KEPT_MS);
  }

  /** Lets markets go that are over since before a time, or are too many. */
  removeOver(beforeMs: number, countMax = OVER_COUNT_MAX): void {
    const over = [...this.#markets.values()]
      .filter(({ overSinceMs }) => overSinceMs !== undefined)
      .sort((a, b) => (a.overSinceMs ?? 0) - (b.overSinceMs ?? 0));
    const excess = over.length - countMax;
    for (const [at, { marketId, overSinceMs = 0 }] of over.entries()) {
      if (at >= excess && overSinceMs >= beforeMs) break;
      this.#markets.delete(marketId);
      this.#removed.add(this.#sequence, marketId);
    }
  }
}

function keysSince(trail: ChangeTrail, sequence: number): ReadonlySet<number> | undefined {
  const place = trail.placeAfter(sequence);
  return place === undefined ? undefined : trail.keysFrom(place);
}
