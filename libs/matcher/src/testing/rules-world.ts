import { Matcher } from '../matcher.js';
import { hundredths } from './test-market.js';

const MIDNIGHT_MS = Date.UTC(2024, 0, 6);
const NOON_MS = MIDNIGHT_MS + 12 * 3_600_000;
const DAY_MS = 86_400_000;

/** A market by its names; the place of a runner in the list, from 1, is its id. */
export interface NamedMarket {
  readonly marketId: number;
  readonly runners: readonly string[];
}

export interface NamedOrder {
  readonly orderId: number;
  readonly account: number;
}

/** A matcher with names for what it numbers. It is noon when it begins, and stays so until a line says otherwise. */
export class RulesWorld {
  readonly matcher = new Matcher();
  readonly orders = new Map<string, NamedOrder>();
  timeMs = NOON_MS;
  readonly #accounts: string[] = [];
  readonly #markets = new Map<string, NamedMarket>();
  #market: NamedMarket | undefined;

  /** The number of an account, a new one for a new name. */
  accountOf(name: string): number {
    const index = this.#accounts.indexOf(name);
    return index < 0 ? this.#accounts.push(name) : index + 1;
  }

  nameOf(account: number): string {
    return this.#accounts[account - 1] ?? `account ${account}`;
  }

  /** The market that is spoken of. */
  get market(): NamedMarket {
    if (this.#market === undefined) throw new Error('there is no market yet');
    return this.#market;
  }

  addMarket(name: string, market: NamedMarket): void {
    this.#markets.set(name, market);
    this.#market = market;
  }

  /** From here on another market is spoken of. */
  use(name: string): void {
    this.#market = known(this.#markets, name);
  }

  runnerIdOf(name: string): number {
    const id = this.market.runners.indexOf(name) + 1;
    if (id === 0) throw new Error(`no runner is called ${name}`);
    return id;
  }

  runnerOf(marketId: number, runnerId: number): string {
    return this.matcher.market(marketId)?.runners.find((runner) => runner.runnerId === runnerId)?.name ?? '?';
  }

  orderOf(name: string): NamedOrder {
    return known(this.orders, name);
  }
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`nothing is called ${name}`);
  return value;
}

/** `12.50` of 1250, `-0.01` of -1. */
export function decimal(count: number): string {
  return (count / 100).toFixed(2);
}

/** 1250 of `12.50`. Error for what is no decimal number of at most two digits behind the point. */
export function exactly(text = ''): number {
  if (!/^-?\d+(\.\d{1,2})?$/.test(text)) throw new Error(`not a number: ${text}`);
  return hundredths(text);
}

/** Milliseconds since 1970 of `12:00:05` or `12:00:05.250` on the day of the example. */
export function timeOf(text = ''): number {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/.exec(text);
  if (match === null) throw new Error(`not a time: ${text}`);
  const [hours, minutes, seconds, rest] = match.slice(1).map((part) => Number(part ?? 0));
  return MIDNIGHT_MS + ((hours! * 60 + minutes!) * 60 + seconds!) * 1_000 + rest!;
}

/** The other way round; `never` of Infinity. */
export function clockOf(timeMs: number): string {
  if (timeMs === Infinity) return 'never';
  const text = new Date(timeMs).toISOString().slice(11, 23);
  if (Math.abs(timeMs - NOON_MS) > DAY_MS) throw new Error(`another day: ${timeMs}`);
  return text.endsWith('.000') ? text.slice(0, 8) : text;
}
