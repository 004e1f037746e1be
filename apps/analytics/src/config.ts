import { readConsumerSettings, type ConsumerSettings, type Environment } from '@backlay/service';

/** The settings of this app, checked once at the start and never changed afterwards. */
export type AnalyticsConfig = ConsumerSettings;

/** Injection token of {@link AnalyticsConfig}. */
export const ANALYTICS_CONFIG = Symbol('ANALYTICS_CONFIG');

/**
 * Reads the settings of this app from the environment.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Environment): AnalyticsConfig {
  return readConsumerSettings({ name: 'analytics', port: 3002 }, env);
}
