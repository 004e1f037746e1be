import { Module } from '@nestjs/common';
import { FeedGateway } from './gateway/feed.gateway.js';
import { LiveFeed } from './live/live-feed.js';
import { CONNECTION_BOUNDS_DEFAULT, ConnectionCounts } from './session/connection-counts.js';
import { FeedHub } from './session/feed-hub.js';

/** What happens, as it happens, for whoever is connected. */
@Module({
  providers: [
    LiveFeed,
    { provide: ConnectionCounts, useFactory: () => new ConnectionCounts(CONNECTION_BOUNDS_DEFAULT) },
    FeedHub,
    FeedGateway,
  ],
})
export class FeedModule {}
