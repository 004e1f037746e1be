import { startConsumerApp, type ConsumerSettings } from '@backlay/consumer';
import { QuietWsAdapter } from '@backlay/service';
import type { INestApplication } from '@nestjs/common';
import { AppModule } from './app.module.js';
import type { FeedSettings } from './feed/feed-settings.js';
import type { PagesSettings } from './pages/pages.settings.js';
import { servePages } from './pages/serve-pages.js';

const DESCRIPTION =
  'What the trading adds up to: prices, volumes, candles and the tape, all derived from the events of the exchange. ' +
  'Prices are decimal odds and sizes decimal money (stake of the backer, each trade counted once), both as strings with ' +
  'two digits after the point; times are ISO 8601 in UTC. What happens now is at the WebSocket `/v1/feed`, described by the AsyncAPI document at [/docs/feed.json](/docs/feed.json). Refusals are problem documents (RFC 9457).';

/**
 * Starts the app. Resolves when events are being taken in.
 * @param pages without them it answers questions only
 */
export function startApp(
  settings: ConsumerSettings & Partial<FeedSettings>,
  pages?: PagesSettings,
): Promise<INestApplication> {
  const module = AppModule.register(settings);
  return startConsumerApp(settings, {
    name: 'analytics',
    description: DESCRIPTION,
    module,
    prepare: async (app) => {
      app.useWebSocketAdapter(new QuietWsAdapter(app));
      if (pages !== undefined) await servePages(app.getHttpAdapter().getInstance(), pages);
    },
  });
}
