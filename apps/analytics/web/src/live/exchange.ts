import { FeedClient, FeedKeyError, TradingClient, type FeedState } from '@backlay/client';
import type { Welcome } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';
import { warn } from '../shell/notices.js';
import type { Role } from '../shell/section.js';
import { forgetKey, keepKey } from '../shell/session.js';
import { OwnAccount } from './own-account.js';
import { OwnOrders } from './own-orders.js';
import { OwnTrades } from './own-trades.js';

/** What belongs to a trader's key only. */
export interface Own {
  readonly accountId: string;
  readonly orders: OwnOrders;
  readonly account: OwnAccount;
  readonly trades: OwnTrades;
}

/** The exchange as whoever has signed in reaches it. */
export interface Exchange {
  readonly feed: FeedClient;
  readonly trading: TradingClient;
  readonly role: Role;
  /** Undefined for an operator and a viewer. */
  readonly own: Own | undefined;
}

/** Somebody who signs in waits no longer for the first connection, in ms; lost ones are made again without an end. */
const CONNECT_TIMEOUT_MS = 15_000;

const current = signal<Exchange | undefined>(undefined);
const state = signal<FeedState>('closed');

/** Undefined: nobody has signed in. */
export const exchange: ReadonlySignal<Exchange | undefined> = current;
/** How the connection of the feed is. */
export const feedState: ReadonlySignal<FeedState> = state;

/**
 * Connects with a key, and keeps it.
 * @throws Error that says why the exchange does not take it
 */
export async function enter(key: string): Promise<void> {
  const feed = new FeedClient({ url: feedUrl(), key });
  feed.onState((now) => (state.value = now));
  try {
    const welcome = await inTime(feed.connect());
    keepKey(key);
    current.value = open(feed, key, welcome);
  } catch (error) {
    await feed.close();
    if (!(error instanceof FeedKeyError)) throw error;
    forgetKey();
    throw new Error('The exchange does not know this key, or it was revoked.', { cause: error });
  }
  feed.onState((now) => {
    // Nobody here has closed it: the exchange takes the key no more.
    if (now !== 'closed' || current.peek()?.feed !== feed) return;
    leave();
    warn('You were signed out: the exchange no longer takes the key.');
  });
}

/** Signs out: forgets the key and ends the connection. */
export function leave(): void {
  const left = current.peek();
  current.value = undefined;
  forgetKey();
  left?.own?.trades.stop();
  left?.own?.account.stop();
  left?.own?.orders.stop();
  void left?.feed.close();
}

function open(feed: FeedClient, key: string, { role, accountId }: Welcome): Exchange {
  const trading = new TradingClient({
    engineUrl: '/api/engine',
    storageUrl: '/api/storage',
    analyticsUrl: '',
    key,
    ...(accountId !== null && { accountId }),
  });
  if (role !== 'TRADER' || accountId === null) return { feed, trading, role, own: undefined };
  const orders = new OwnOrders(feed);
  const account = new OwnAccount(trading, orders);
  const trades = new OwnTrades(trading, orders, accountId);
  return { feed, trading, role, own: { accountId, orders, account, trades } };
}

/** @throws Error when it takes too long */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('The exchange does not answer. Try again in a moment.'));
    const timer = setTimeout(late, CONNECT_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function feedUrl(): string {
  const { protocol, host } = location;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/v1/feed`;
}
