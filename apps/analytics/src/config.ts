import { readConsumerSettings, type ConsumerSettings } from '@backlay/consumer';
import { numberVariable, portVariable, readVariable, type Environment } from '@backlay/service';
import { z } from 'zod';
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
    engineUrl: engineUrl(env),
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

/** Where the engine is; unless it is told, on this machine at the port that the engine itself would take. */
function engineUrl(env: Environment): string {
  const port = readVariable('ENGINE_PORT', portVariable(3000), env);
  const variable = {
    schema: z.string().regex(/^https?:\/\/\S+$/),
    defaultValue: `http://127.0.0.1:${port}`,
    allowed: 'an http:// or https:// URL',
  };
  return readVariable('ENGINE_URL', variable, env);
}
