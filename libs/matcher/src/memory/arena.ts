/** All of the standard WebAssembly that is used here. */
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => { readonly buffer: SharedArrayBuffer };
};

const PAGE_BYTES = 65_536;
/** A memory of WebAssembly has no more than 4 GiB. It is address space alone until it is used. */
const REGION_BYTES = 4 * 2 ** 30;
/** What there is for each kind of record where a process may not have so much address space. */
const SMALL_REGION_BYTES = 128 * 2 ** 20;

/**
 * Where all records of one kind are, as 32-bit words, and a second view on the same bytes: the double that lies in words
 * 2k and 2k + 1 is `doubles[k]`. Words that were never used are 0.
 *
 * It is a memory of WebAssembly because that begins at the boundary of a page, so that a record of 64 bytes is one line of
 * the cache; an `ArrayBuffer` is laid 16 bytes behind a boundary by the usual allocators, and each of its records is in two
 * lines (5 % without money, 8 % with, by `npm run bench:matcher`). It is a shared one, though nobody else has it, because
 * V8 would count all of its address space as memory in use.
 */
export class Region {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  #touched = 0;

  constructor() {
    const buffer = reserve();
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** Bytes that the system has given so far, when the words below `end` are used. */
  touchedBytes(end: number): number {
    return Math.max(this.#touched, end) * Int32Array.BYTES_PER_ELEMENT;
  }

  /** Nobody uses any words, but those below `end` will be used soon: writes to every page, so that the system gives all of them now. */
  makeReady(end: number): void {
    if (end <= this.#touched) return;
    this.words.fill(0, this.#touched, end);
    this.#touched = end;
  }

  /** Nobody uses the words below `end` any more. */
  wipe(end: number): void {
    this.words.fill(0, 0, end);
    this.#touched = Math.max(this.#touched, end);
  }
}

/** Where the records of a matcher are while it works. */
export const REGIONS = {
  orders: new Region(),
  lines: new Region(),
  nodes: new Region(),
  accounts: new Region(),
  trades: new Region(),
  holdings: new Region(),
  events: new Region(),
} as const;

const { orders, lines, nodes, accounts, trades, holdings, events } = REGIONS;

/**
 * The arrays of the matcher that works. There is one of each in a process, made once and never replaced, and whoever uses
 * them takes this object apart into constants of the own module: V8 then knows address and length of an array when it
 * compiles, where it had to load three numbers for each array before (59 to 47 ns a command; docs/adr/0018-arena.md).
 */
export const ARENA = {
  orders: orders.words,
  orderDoubles: orders.doubles,
  lines: lines.words,
  lineDoubles: lines.doubles,
  nodes: nodes.words,
  accounts: accounts.words,
  accountDoubles: accounts.doubles,
  trades: trades.words,
  tradeDoubles: trades.doubles,
  holdingDoubles: holdings.doubles,
  events: events.words,
  eventDoubles: events.doubles,
} as const;

/** What has records in the arena while it works. */
export interface Occupant {
  /** Brings the records in. */
  moveIn(): void;
  /** Takes the records out and leaves all words 0. */
  moveOut(): void;
}

let occupant: Occupant | undefined;

/**
 * Lets `next` work in the arena, alone: whoever is in it goes first, and takes its records along. A process with one matcher
 * pays a comparison; with several, each change copies what both have.
 */
export function enterArena(next: Occupant): void {
  if (next !== occupant) change(next);
}

function change(next: Occupant): void {
  occupant?.moveOut();
  occupant = undefined;
  next.moveIn();
  occupant = next;
}

function reserve(): SharedArrayBuffer {
  const pages = REGION_BYTES / PAGE_BYTES;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }).buffer;
  } catch {
    return new SharedArrayBuffer(SMALL_REGION_BYTES);
  }
}
