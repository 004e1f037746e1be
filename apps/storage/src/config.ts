import { readConsumerSettings, type ConsumerSettings, type Environment } from '@backlay/service';

/** The settings of this app, checked once at the start and never changed afterwards. */
export type StorageConfig = ConsumerSettings;

/** Injection token of {@link StorageConfig}. */
export const STORAGE_CONFIG = Symbol('STORAGE_CONFIG');

/**
 * Reads the settings of this app from the environment.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Environment): StorageConfig {
  return readConsumerSettings({ name: 'storage', port: 3001 }, env);
}
