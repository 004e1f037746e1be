import type { MarketView } from './market/market-view.js';
import { Market } from './market/market.js';
import type { RecordStore } from './memory/record-store.js';
import type { House } from './account/house.js';
import type { SettlementDesk } from './settlement/settlement-desk.js';
import type { MatcherOptions } from './state.js';
import type { DueEntry } from './timing/due-queue.js';

/** Grows when the meaning of a snapshot changes; a matcher restores only its own version. */
export const SNAPSHOT_VERSION = 4;

/**
 * The whole state of a matcher. `header` is plain data that survives JSON; each block is a copy of the words in use
 * of one store, in the byte order of the machine. A snapshot shares no memory with the matcher that made it.
 */
export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly blocks: Readonly<Record<SnapshotBlock, Int32Array>>;
}

export type SnapshotBlock = (typeof SNAPSHOT_BLOCKS)[number];

/** Names of the blocks, in the order in which they are best written. */
export const SNAPSHOT_BLOCKS = [
  'orders',
  'lines',
  'nodes',
  'accounts',
  'trades',
  'holdings',
  'positionIndex',
  'bookIndex',
  'accountIndex',
] as const;

export interface SnapshotHeader {
  readonly version: number;
  readonly byteOrder: 'little' | 'big';
  readonly orderCountMax: number;
  readonly marketCountMax: number;
  readonly bookCountMax: number;
  /** First free record of each store. */
  readonly firstFree: Readonly<Record<StoreName, number>>;
  /** First free run of holdings by length. */
  readonly freeHoldings: readonly number[];
  readonly markets: readonly SnapshotMarket[];
  /** The exchange's own money, by packed currency. */
  readonly houses: readonly (readonly [currency: number, house: House])[];
  /** What is to happen when time has passed, the earliest first. */
  readonly due: readonly DueEntry[];
  /** Settled markets that can still be corrected, and how many positions they have. */
  readonly settled: readonly number[];
  readonly settledPositionCount: number;
}

export interface SnapshotMarket extends MarketView {
  /** Its record among the lines; 0 when nothing of it can change any more. */
  readonly line: number;
}

type StoreName = 'orders' | 'lines' | 'nodes' | 'accounts' | 'trades';

/** Copies the state. */
export function saveState(state: SettlementDesk): Snapshot {
  const stores = storesOf(state);
  const saved = mapStores((name) => stores[name].save());
  const holdings = state.holdings.save();
  return {
    header: {
      version: SNAPSHOT_VERSION,
      byteOrder: machineByteOrder(),
      orderCountMax: state.orderCountMax,
      marketCountMax: state.marketCountMax,
      bookCountMax: state.bookCountMax,
      firstFree: mapStores((name) => saved[name].firstFree),
      freeHoldings: holdings.firstFree,
      markets: state.markets.map(saveMarket),
      houses: [...state.houses].map(([currency, house]) => [currency, { ...house }]),
      due: state.dueEntries(),
      settled: [...state.settled],
      settledPositionCount: state.settledPositionCount,
    },
    blocks: {
      ...mapStores((name) => saved[name].words),
      holdings: holdings.words,
      positionIndex: state.positionIndex.save(),
      bookIndex: state.bookIndex.save(),
      accountIndex: state.accountIndex.save(),
    },
  };
}

/** The options of the matcher that a snapshot is of. RangeError when it is of another version or byte order. */
export function optionsOf({ header }: Snapshot): MatcherOptions {
  if (header.version !== SNAPSHOT_VERSION) {
    throw new RangeError(`snapshot version ${header.version}, ${SNAPSHOT_VERSION} is needed`);
  }
  if (header.byteOrder !== machineByteOrder()) {
    throw new RangeError(`snapshot of a machine whose byte order is ${header.byteOrder}`);
  }
  const { orderCountMax, marketCountMax, bookCountMax } = header;
  return { orderCountMax, marketCountMax, bookCountMax };
}

/** Fills a new, empty state with a copy of what the snapshot holds. */
export function loadState(state: SettlementDesk, { header, blocks }: Snapshot): void {
  const stores = storesOf(state);
  mapStores((name) => stores[name].load(blocks[name], header.firstFree[name]));
  state.positionIndex.load(blocks.positionIndex);
  state.bookIndex.load(blocks.bookIndex);
  state.holdings.load(blocks.holdings, header.freeHoldings);
  state.accountIndex.load(blocks.accountIndex);
  for (const [currency, house] of header.houses) state.houses.set(currency, { ...house });
  state.due.load(header.due);
  state.settled.push(...header.settled);
  state.settledPositionCount = header.settledPositionCount;
  for (const market of header.markets) state.markets.push(restoreMarket(state, market));
}

function saveMarket(market: Market): SnapshotMarket {
  const { marketId, name, runners, ladder, status, createdSequence, createdAtMs, rules, line } = market;
  const { startTimeMs, inPlay, version, materialVersion, declaration } = market;
  const changing = {
    startTimeMs,
    inPlay,
    version,
    materialVersion,
    removed: [...market.removed],
    declaration,
  };
  return { marketId, name, runners, ladder, status, createdSequence, createdAtMs, rules, ...changing, line };
}

function restoreMarket(state: SettlementDesk, saved: SnapshotMarket): Market {
  const market = new Market(saved, saved.line);
  market.status = saved.status;
  market.startTimeMs = saved.startTimeMs;
  market.inPlay = saved.inPlay;
  market.version = saved.version;
  market.materialVersion = saved.materialVersion;
  market.removed.push(...saved.removed);
  market.declaration = saved.declaration;
  if (market.line !== 0) state.furnish(market);
  return market;
}

function storesOf(state: SettlementDesk): Record<StoreName, RecordStore> {
  return {
    orders: state.orders,
    lines: state.lines,
    nodes: state.nodes,
    accounts: state.accounts,
    trades: state.trades,
  };
}

function mapStores<T>(valueOf: (name: StoreName) => T): Record<StoreName, T> {
  return {
    orders: valueOf('orders'),
    lines: valueOf('lines'),
    nodes: valueOf('nodes'),
    accounts: valueOf('accounts'),
    trades: valueOf('trades'),
  };
}

function machineByteOrder(): 'little' | 'big' {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 'little' : 'big';
}
