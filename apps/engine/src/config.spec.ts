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
      logRetentionCommands: undefined,
      snapshotDirectory: join('.data', 'snapshots'),
      snapshotCommands: 1_000_000,
      snapshotsKept: 3,
      shard: 0,
      backbone: 'log',
      redisUrl: undefined,
      commandHorizon: { commands: 10_000_000, commandsMax: 50_000_000, ageMs: 86_400_000 },
      completedOrders: 200_000,
      commandsInFlight: 50_000,
      intakeBytesMax: 128 * 1024,
      streamGroups: ['storage', 'analytics'],
      streamRetentionCommands: 200_000,
      requestTimeoutMs: 10_000,
      commandConnections: { connectionsMax: 2_000, connectionsPerKeyMax: 100 },
      access: { keysFile: join('.data', 'api-keys.json'), requestsPerSecond: 1_000, isProduction: false },
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
    ['LOG_RETENTION', '0', /must be all, or a number of commands/],
    ['SNAPSHOTS_KEPT', '0', /number of snapshots from 1/],
    ['REDIS_URL', 'http://x', /redis:\/\/ or rediss:\/\/ URL/],
    ['BACKBONE', 'kafka', /must be redis or log/],
    ['COMPLETED_ORDERS', '1.5', /number of orders/],
    ['IDEMPOTENCY_COMMANDS_MAX', '1000', /must be at least IDEMPOTENCY_COMMANDS, which is 10000000/],
  ])('refuses %s=%s in one sentence', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });
});
