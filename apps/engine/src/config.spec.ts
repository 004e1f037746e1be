import { join } from 'node:path';
import { ConfigError } from '@backlay/service';
import { readConfig } from './config.js';

describe('the settings of the engine', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      logDirectory: join('.data', 'event-log'),
      logPolicy: 'fsync',
      logSegmentBytes: 67_108_864,
      shard: 0,
      backbone: 'log',
      redisUrl: undefined,
      idempotencyCommands: 200_000,
      completedOrders: 200_000,
      commandsInFlight: 50_000,
      requestTimeoutMs: 10_000,
    });
  });

  it('publishes to Redis when there is one, unless told otherwise', () => {
    const redisUrl = 'redis://127.0.0.1:6379';
    expect(readConfig({ REDIS_URL: redisUrl })).toMatchObject({ backbone: 'redis', redisUrl });
    expect(readConfig({ REDIS_URL: redisUrl, BACKBONE: 'log' })).toMatchObject({ backbone: 'log' });
    expect(() => readConfig({ BACKBONE: 'redis' })).toThrow(/needs REDIS_URL/);
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig({ ENGINE_PORT: '', REDIS_URL: '' })).toMatchObject({ port: 3000, redisUrl: undefined });
  });

  it.each([
    ['ENGINE_PORT', '70000', /ENGINE_PORT is "70000" but must be a port from 0 to 65535/],
    ['ENGINE_PORT', '80a', /ENGINE_PORT/],
    ['SHARD', '-1', /SHARD is "-1"/],
    ['LOG_POLICY', 'sometimes', /must be fsync, os or none/],
    ['LOG_SEGMENT_BYTES', '10', /number of bytes/],
    ['REDIS_URL', 'http://x', /redis:\/\/ or rediss:\/\/ URL/],
    ['BACKBONE', 'kafka', /must be redis or log/],
    ['COMPLETED_ORDERS', '1.5', /number of orders/],
  ])('refuses %s=%s in one sentence', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });
});
