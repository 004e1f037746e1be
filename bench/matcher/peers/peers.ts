import { LIMIT_ORDER_BOOK } from './limit-order-book-peer.js';
import { NODEJS_ORDER_BOOK } from './nodejs-order-book-peer.js';
import type { Peer } from './peer.js';

/** All peers. The first is the one that bars are about. */
export const PEERS: readonly Peer[] = [NODEJS_ORDER_BOOK, LIMIT_ORDER_BOOK];
