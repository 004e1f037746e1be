import { FEED_CLOSE } from '@backlay/contracts';
import type { AppMetric, MetricSource, SampledMetric } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import { LiveFeed } from './live/live-feed.js';
import { FeedHub } from './session/feed-hub.js';
import { FeedMeter } from './session/feed-meter.js';
import type { CloseReason } from './session/feed-session.js';

/** What an operator's dashboard shows of the feed. */
@Injectable()
export class FeedMetrics implements MetricSource {
  readonly sampled: readonly AppMetric[];

  constructor(feed: LiveFeed, hub: FeedHub, meter: FeedMeter) {
    const one = (name: string, help: string, value: () => number | undefined): SampledMetric => ({
      name,
      help,
      sample: () => {
        const now = value();
        return now === undefined ? [] : [{ value: now }];
      },
    });
    this.sampled = [
      one('backlay_feed_live', '1 while the feed has markets, 0 while it begins anew', () =>
        Number(feed.markets !== undefined),
      ),
      one('backlay_feed_sequence', 'The latest command that is in the feed', () => feed.markets?.sequence),
      one('backlay_feed_markets', 'Markets that the feed has in memory', () => feed.markets?.count),
      one('backlay_feed_connections', 'Clients that are connected', () => hub.count),
      one('backlay_feed_subscriptions', 'Subscriptions of all clients', () => hub.subscriptionCount),
      one('backlay_feed_messages_total', 'Messages sent of markets and orders', () => meter.messages),
      one('backlay_feed_bytes_total', 'Characters in these messages', () => meter.bytes),
      one(
        'backlay_feed_held_back_total',
        'Times that a client was too slow to be told',
        () => meter.heldBack,
      ),
      {
        name: 'backlay_feed_closed_total',
        help: 'Connections that the server has ended, by reason',
        labels: ['reason'],
        sample: () =>
          (Object.keys(FEED_CLOSE) as CloseReason[]).map((reason) => ({
            labels: { reason },
            value: meter.cuts.get(reason) ?? 0,
          })),
      },
      {
        name: 'backlay_feed_lag_seconds',
        help: 'From the moment a command was taken in until what it changed is sent to a client that takes all at once',
        latencies: () => [{ histogram: meter.lag }],
      },
    ];
  }
}
