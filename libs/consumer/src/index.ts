export { startConsumerApp, type ConsumerAppOptions } from './consumer-app.js';
export {
  CONSUMER_SETTINGS,
  EVENTS_PER_BATCH_DEFAULT,
  readConsumerSettings,
  type ConsumerDefaults,
  type ConsumerSettings,
  type EventSource,
} from './consumer-settings.js';
export { ConsumerModule, type ConsumerOptions } from './consumer.module.js';
export { ConsumerTimes } from './consumer-times.js';
export type { ConsumerDatabase } from './database.module.js';
export { ConsumerState } from './consumer-state.js';
export { createEventTail, type ExchangeEventTail } from './event-tail.js';
export { ExchangeConsumer } from './exchange.consumer.js';
export type { PositionView } from './position.js';
export { PROJECTORS, type ProjectionBatch, type Projector } from './projector.js';
export { runRebuild, type RebuildableApp } from './rebuild/run-rebuild.js';
