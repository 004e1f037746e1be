import { readConsumerSettings, type ConsumerSettings } from '@backlay/consumer';
import type { Environment } from '@backlay/service';

/**
 * Reads the settings of this app from the environment.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Environment): ConsumerSettings {
  return readConsumerSettings({ name: 'analytics', port: 3002, onPoison: 'skip' }, env);
}
