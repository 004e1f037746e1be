import { startConsumerApp, type ConsumerSettings } from '@backlay/consumer';
import type { INestApplication } from '@nestjs/common';
import { AppModule } from './app.module.js';

const DESCRIPTION =
  'What happened, for ever: every event of the exchange, every trade, the current state of every order, market and account, and a ' +
  'double-entry ledger of all money. ' +
  'Prices are decimal odds and sizes decimal money (stake of the backer), both as strings with two digits after the ' +
  'point; times are ISO 8601 in UTC. Refusals are problem documents (RFC 9457).';

/** Starts the app. Resolves when events are being taken in. */
export function startApp(settings: ConsumerSettings): Promise<INestApplication> {
  const module = AppModule.register(settings);
  return startConsumerApp(settings, { name: 'storage', description: DESCRIPTION, module });
}
