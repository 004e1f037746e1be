import type { FeedMessage, FeedRequest, Welcome } from '@backlay/contracts';
import { SpecSocketServer, type SpecConnection } from './spec-socket-server.js';

export type SpecFeedConnection = SpecConnection<FeedRequest, FeedMessage>;

export const WELCOME: Welcome = {
  op: 'welcome',
  shard: 0,
  sequence: 100,
  epoch: 7,
  role: 'TRADER',
  accountId: 'alice',
  heartbeatMs: 5_000,
};

/** A server of the feed that says what a spec tells it to say. */
export class SpecFeed extends SpecSocketServer<FeedRequest, FeedMessage> {
  static async start(): Promise<SpecFeed> {
    return new SpecFeed(await SpecFeed.listening(), '/v1/feed', WELCOME);
  }
}
