import type { FeedMessage } from '@backlay/contracts';
import type { FeedSink } from '../session/outbox.js';

/** A way to a client that reads as little as it is told to. */
export class SpecSink implements FeedSink {
  bufferedBytes = 0;
  readonly sent: FeedMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FeedMessage);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
}
