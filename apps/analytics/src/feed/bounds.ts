/*
 * What a client of the feed may ask for, and what the server keeps for it. The protocol names the first group; the others are
 * ours to choose.
 */

export const CONFLATE_MS_MAX = 120_000;
export const HEARTBEAT_MS_MIN = 500;
export const HEARTBEAT_MS_MAX = 5_000;
export const HEARTBEAT_MS_DEFAULT = 2_000;
/** Best levels of each side; more than these are all of them, `'FULL'`. */
export const DEPTH_MAX = 10;
export const DEPTH_DEFAULT = 3;
export const ID_LENGTH_MAX = 32;

/** A frame of a client may be so long. */
export const FRAME_BYTES_MAX = 16 * 1024;
/** What is longer than this is not even taken in: the connection ends with the code 1009 of WebSocket itself. */
export const PAYLOAD_BYTES_MAX = 64 * 1024;
/** Markets that one subscription may name. */
export const MARKETS_PER_SUBSCRIPTION_MAX = 500;
export const SUBSCRIPTIONS_PER_CONNECTION_MAX = 64;
/** From the upgrade to a good key. */
export const AUTHENTICATE_WITHIN_MS = 5_000;
/** Frames beyond the rate of the key are refused; after so many of them on one connection it is cut. */
export const FRAMES_OVER_RATE_MAX = 100;

/** More than this not yet taken by a client's socket: it is slow, and gets nothing until it has read. */
export const BUFFERED_BYTES_SLOW = 256 * 1024;
/** Slow for so long, and it is cut. */
export const SLOW_MS_MAX = 30_000;
/** So much not taken, and it is cut at once. One image may be large, hence not less. */
export const BUFFERED_BYTES_MAX = 32 * 1024 * 1024;

/** How often keys, heartbeats and what was held back are looked at, in ms. */
export const TICK_MS = 25;
/** How long clients are served in one turn of the event loop, in ms; then others have theirs. */
export const FLUSH_SLICE_MS = 8;
