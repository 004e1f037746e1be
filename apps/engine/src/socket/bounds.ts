import { BATCH_BODY_BYTES_MAX } from '../http/body-limits.js';

/*
 * What a client of the socket may do, and what the engine keeps for it. Beside these stand the bounds that it shares with
 * HTTP: the rate of its key, INTAKE_BYTES_MAX, COMMANDS_IN_FLIGHT.
 */

/** Path of the upgrade. */
export const COMMANDS_PATH = '/v1/commands';
/** Longest name that a client gives a message, in characters. */
export const ID_LENGTH_MAX = 32;
/** What stands around the body of a message, in bytes. */
const ENVELOPE_BYTES_MAX = 1024;
/** What is longer than this is not even taken in: the connection ends with the code 1009 of WebSocket itself. */
export const PAYLOAD_BYTES_MAX = BATCH_BODY_BYTES_MAX + ENVELOPE_BYTES_MAX;
/** Messages of one connection that were taken in and not answered. */
export const MESSAGES_IN_FLIGHT_MAX = 256;
/** With so many bytes of messages in flight no more are read until there are fewer: answers may be several times as long. */
export const BYTES_IN_FLIGHT_MAX = 1024 * 1024;
/** Messages beyond the rate, or beyond those in flight, are refused; after so many of them on one connection it is cut. */
export const REFUSED_OVER_RATE_MAX = 100;
/** From the upgrade to a good key. */
export const AUTHENTICATE_WITHIN_MS = 5_000;
/** More than this not yet taken by a client's socket: it is slow, and nothing is read from it until it has read. */
export const UNREAD_BYTES_SLOW = 256 * 1024;
/** So much not taken, and it is cut at once. One answer may be large, hence not less. */
export const UNREAD_BYTES_MAX = 8 * 1024 * 1024;
/** Slow for so long, and it is cut. Less than the time after which a silent client is taken to be gone. */
export const SLOW_MS_MAX = 30_000;
/** How often it is looked whether connections may stay, in ms. */
export const CHECK_INTERVAL_MS = 250;
