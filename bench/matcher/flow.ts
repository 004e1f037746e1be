import { CommandKind, EventKind, RejectReason, Side, type Matcher, type PlaceOrder } from '@backlay/matcher';
import { BETTING, pricesOf, type Mix } from './mix.js';
import { FIRST_SEQUENCE, matcherFor, type Setting } from './bench-market.js';

/** The commands of a mix, made beforehand. The same seed gives the same flow. */
export interface Flow {
  readonly mix: Mix;
  /** Of all markets together. */
  readonly runners: number;
  /** One market with all the runners, or as many markets with one runner each. */
  readonly setting: Setting;
  /** Commands in all; the first `prefill` of them only fill the books and are not measured. */
  readonly length: number;
  readonly prefill: number;
  /** The commands, COMMAND_WORDS each: see COMMAND. */
  readonly words: Int32Array;
  /** The same bytes, for the order ids. */
  readonly doubles: Float64Array;
}

/** Words of a command in a flow, as a decoder may find them in a message. */
export const COMMAND_WORDS = 8;
export const COMMAND = {
  /** 1 for a cancel, 0 for a place. */
  IS_CANCEL: 0,
  /** 1 to `runners`: the runner of the only market, or the market with a single runner. */
  RUNNER: 1,
  SIDE: 2,
  PRICE: 3,
  SIZE: 4,
  ACCOUNT: 5,
  /** The order that a place makes, or that a cancel is about; counted in doubles. */
  ORDER_F64: 3,
} as const;

export interface FlowOptions {
  readonly runners: number;
  /** Measured commands. */
  readonly commands: number;
  readonly seed: number;
  readonly mix?: Mix;
  /** 1,000 unless said otherwise. */
  readonly accounts?: number;
  /** A market for each runner, instead of one for all. */
  readonly isSpread?: boolean;
}

const ACCOUNTS_DEFAULT = 1_000;

export function generateFlow(options: FlowOptions): Flow {
  return new FlowGenerator(options).generate();
}

class FlowGenerator {
  readonly #flow: Flow;
  readonly #random: () => number;
  /** The flow is tried on a matcher while it is made, so that cancels are of live orders and crossing orders cross. */
  readonly #matcher: Matcher;
  readonly #live: { orderId: number; account: number }[] = [];
  readonly #placeInLive = new Map<number, number>();
  readonly #middles: number[];
  readonly #liveMax: number;
  readonly #mix: Mix;
  readonly #prices: readonly number[];
  readonly #tickOf: ReadonlyMap<number, number>;

  constructor({
    runners,
    commands,
    seed,
    mix = BETTING,
    accounts = ACCOUNTS_DEFAULT,
    isSpread,
  }: FlowOptions) {
    this.#mix = mix;
    this.#prices = pricesOf(mix);
    this.#tickOf = new Map(this.#prices.map((price, tick) => [price, tick]));
    const prefill = runners * mix.livePerRunner;
    this.#liveMax = prefill;
    const length = prefill + commands;
    const words = new Int32Array(length * COMMAND_WORDS);
    const [markets, runnersPerMarket] = isSpread === true ? [runners, 1] : [1, runners];
    const setting = { markets, runnersPerMarket, accounts, ladder: mix.ladder };
    const doubles = new Float64Array(words.buffer);
    this.#flow = { mix, runners, setting, length, prefill, words, doubles };
    this.#random = mulberry32(seed);
    this.#matcher = matcherFor(setting, 'free');
    const margin = mix.margin + 20;
    this.#middles = Array.from({ length: runners }, () =>
      this.#between(margin, this.#prices.length - margin),
    );
  }

  generate(): Flow {
    const flow = this.#flow;
    for (let index = 0; index < flow.length; index++) {
      const choice = index < flow.prefill ? 0 : this.#random();
      const { passiveShare, cancelShare } = this.#mix;
      const cancels = choice >= passiveShare && choice < passiveShare + cancelShare;
      // A mix that takes more away than it brings is held at half of what it began with.
      const isThin = cancels && this.#live.length < this.#liveMax / 2;
      if (cancels && !isThin) this.#cancel(index);
      else this.#place(index, isThin || choice < passiveShare);
    }
    return flow;
  }

  #cancel(index: number): void {
    const { orderId, account } = this.#live[this.#between(0, this.#live.length - 1)]!;
    const { marketId = 0, runnerId = 0 } = this.#matcher.order(orderId) ?? {};
    const runner = this.#flow.setting.markets > 1 ? marketId : runnerId;
    this.#flow.words.set([1, runner, 0, 0, 0, account], index * COMMAND_WORDS);
    this.#setOrderId(index, orderId);
    this.#matcher.execute(
      { kind: CommandKind.CancelOrder, account, orderId, size: 0 },
      FIRST_SEQUENCE + index,
      0,
    );
    this.#matcher.events.clear();
    this.#forget(orderId);
  }

  #place(index: number, passive: boolean): void {
    const runner = this.#between(1, this.#flow.runners);
    const side = this.#between(0, 1) as Side;
    const crowded = this.#live.length > this.#liveMax;
    const command: PlaceOrder = {
      kind: CommandKind.PlaceOrder,
      ...placeOfRunner(this.#flow, runner),
      side,
      price: this.#prices[passive ? this.#passiveTick(runner, side) : this.#crossingTick(runner, side)]!,
      size: 100 * this.#between(1, passive || !crowded ? 100 : 100 * this.#mix.crossingSizeMax),
      account: this.#between(0, this.#flow.setting.accounts - 1),
    };
    const { price, size, account } = command;
    this.#flow.words.set([0, runner, side, price, size, account], index * COMMAND_WORDS);
    const reason = this.#matcher.execute(command, FIRST_SEQUENCE + index, 0);
    if (reason !== RejectReason.None) throw new Error(`the flow made a command that is refused: ${reason}`);
    this.#setOrderId(index, this.#matcher.events.orderId(0));
    this.#learn(account);
  }

  #setOrderId(index: number, orderId: number): void {
    this.#flow.doubles[(index * COMMAND_WORDS) / 2 + COMMAND.ORDER_F64] = orderId;
  }

  #learn(account: number): void {
    const events = this.#matcher.events;
    const orderId = events.orderId(0);
    let remaining = events.size(0);
    for (let index = 1; index < events.count; index++) {
      if (events.kind(index) !== EventKind.OrderMatched) continue;
      remaining = events.sizeRemaining(index);
      if (events.makerSizeRemaining(index) === 0) this.#forget(events.makerOrderId(index));
    }
    events.clear();
    if (remaining === 0) return;
    this.#placeInLive.set(orderId, this.#live.length);
    this.#live.push({ orderId, account });
  }

  #forget(orderId: number): void {
    const place = this.#placeInLive.get(orderId);
    const last = this.#live.pop();
    if (place === undefined || last === undefined) throw new Error(`order ${orderId} was not live`);
    this.#placeInLive.delete(orderId);
    if (last.orderId === orderId) return;
    this.#live[place] = last;
    this.#placeInLive.set(last.orderId, place);
  }

  /** A few ticks behind the middle, mostly near it, and never where it would match. */
  #passiveTick(runner: number, side: Side): number {
    const middle = this.#wander(runner);
    const distance = 1 + Math.floor(-Math.log(1 - this.#random()) * this.#mix.distance);
    const opposite = this.#bestTick(runner, side ^ 1);
    if (side === Side.BACK)
      return Math.min(Math.max(middle + distance, (opposite ?? -1) + 1), this.#prices.length - 1);
    return Math.max(Math.min(middle - distance, (opposite ?? this.#prices.length) - 1), 0);
  }

  /** The limit of an order that reaches over 1 to 5 ticks of the other side. */
  #crossingTick(runner: number, side: Side): number {
    const best = this.#bestTick(runner, side ^ 1);
    if (best === undefined) return this.#passiveTick(runner, side);
    const reach = this.#between(0, this.#mix.reachMax - 1);
    return side === Side.BACK ? Math.max(best - reach, 0) : Math.min(best + reach, this.#prices.length - 1);
  }

  #wander(runner: number): number {
    const index = runner - 1;
    const { wanderShare, stepMax, margin } = this.#mix;
    const step = this.#random() < wanderShare ? this.#between(-stepMax, stepMax) : 0;
    const middle = Math.min(Math.max(this.#middles[index]! + step, margin), this.#prices.length - margin);
    this.#middles[index] = middle;
    return middle;
  }

  #bestTick(runner: number, side: Side): number | undefined {
    const { marketId, runnerId } = placeOfRunner(this.#flow, runner);
    const [best] = this.#matcher.depth(marketId, runnerId, side, 1);
    return best && this.#tickOf.get(best.price);
  }

  #between(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }
}

function placeOfRunner({ setting }: Flow, runner: number): { marketId: number; runnerId: number } {
  return setting.markets > 1 ? { marketId: runner, runnerId: 1 } : { marketId: 1, runnerId: runner };
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
