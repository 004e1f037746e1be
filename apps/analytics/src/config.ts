import { readConsumerSettings, type ConsumerSettings } from '@backlay/consumer';
import { numberVariable, readVariable, type Environment } from '@backlay/service';
import { appUrl } from './app-url.js';
import { FEED_DEFAULTS, type FeedSettings } from './feed/feed-settings.js';

/** The settings of this app. */
export type AnalyticsSettings = ConsumerSettings & FeedSettings;

const CONNECTIONS_MAX = 100_000;

/**
 * Reads the settings of this app from the environment.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Environment): AnalyticsSettings {
  const connections = { what: 'whole number', min: 1, max: CONNECTIONS_MAX } as const;
  const { connectionsMax, connectionsPerKeyMax } = FEED_DEFAULTS;
  return {
    ...readConsumerSettings({ name: 'analytics', port: 3002, onPoison: 'skip' }, env),
    engineUrl: appUrl('ENGINE', env),
    connectionsMax: readVariable(
      'FEED_CONNECTIONS_MAX',
      numberVariable({ ...connections, defaultValue: connectionsMax }),
      env,
    ),
    connectionsPerKeyMax: readVariable(
      'FEED_CONNECTIONS_PER_KEY_MAX',
      numberVariable({ ...connections, defaultValue: connectionsPerKeyMax }),
      env,
    ),
  };
}
