import type { Side } from '@backlay/matcher';
import type { Fills } from '../fills.js';

/** What a book of a peer is asked to take. The same object for every order: a book that keeps it has to copy it. */
export interface PeerOrder {
  id: string;
  side: Side;
  /** In hundredths. */
  price: number;
  /** In minor units. */
  size: number;
}

/** The orders of one runner, at a peer. */
export interface PeerBook {
  place(order: Readonly<PeerOrder>): void;
  cancel(id: string): void;
  /** Adds the fills of the latest `place`, in their order. */
  addFills(fills: Fills): void;
}

/**
 * Another matching engine, from npm. A BACK is its sell or ask and a LAY its buy or bid: a seller at p takes buyers at p or
 * more, highest first, as a BACK at p takes LAYs.
 */
export interface Peer {
  /** The npm package. */
  readonly name: string;
  /** What one should know of it before comparing, in a few words. */
  readonly about: string;
  /** How many of the commands that peers get it plays, at most 1: a slow one would take most of the time. */
  readonly share: number;
  readonly newBook: () => PeerBook;
}
