import type { FeedRefusalCode } from '@backlay/contracts';

/** Something that was asked of the feed does not come to be. */
export class FeedError extends Error {
  override readonly name: string = 'FeedError';
}

/** The server does not take the key, or takes it no more. */
export class FeedKeyError extends FeedError {
  override readonly name = 'FeedKeyError';
}

/** The client, or the subscription, was closed. */
export class FeedClosedError extends FeedError {
  override readonly name = 'FeedClosedError';
}

/** The connection was lost with an answer under way; asking again is safe. */
export class FeedLostError extends FeedError {
  override readonly name = 'FeedLostError';
}

/** It did not come within the time that was given. */
export class FeedTimeoutError extends FeedError {
  override readonly name = 'FeedTimeoutError';
}

/** The server refused a request by name; nothing has changed. */
export class FeedRefusedError extends FeedError {
  override readonly name = 'FeedRefusedError';

  constructor(
    readonly code: FeedRefusalCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
