import { join } from 'node:path';
import { ConfigError, type Environment } from '@backlay/service';
import { readConsumerSettings } from './consumer-settings.js';

const DEFAULTS = { name: 'storage', port: 3001, onPoison: 'halt' } as const;
const DATABASE_URL = 'postgres://someone:secret@localhost:5432/backlay';
const read = (env: Environment) => readConsumerSettings(DEFAULTS, { DATABASE_URL, ...env });

describe('settings of a consuming app', () => {
  it('need a database and nothing else', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 3001,
      databaseUrl: DATABASE_URL,
      source: { backbone: 'log', directory: join('.data', 'event-log') },
      shard: 0,
      group: 'storage',
      consumer: expect.stringMatching(new RegExp(`^storage-[A-Za-z0-9_.:-]+-${process.pid}$`)),
      maxEventsPerBatch: 20_000,
      leaseMs: 6000,
      onPoison: 'halt',
      poisonAttempts: 5,
      access: { keysFile: join('.data', 'api-keys.json'), requestsPerSecond: 1_000, isProduction: false },
    });
  });

  it('take Redis when REDIS_URL is given, unless BACKBONE says otherwise', () => {
    const REDIS_URL = 'redis://localhost:6379';

    expect(read({ REDIS_URL }).source).toMatchObject({ backbone: 'redis', url: REDIS_URL });
    expect(read({ REDIS_URL, BACKBONE: 'log', DATA_DIR: '/data' }).source).toEqual({
      backbone: 'log',
      directory: join('/data', 'event-log'),
    });
  });

  it('count an empty variable as not set', () => {
    expect(read({ STORAGE_PORT: '', REDIS_URL: '', SHARD: '' })).toEqual(read({}));
  });

  it.each<[Environment, string]>([
    [{ DATABASE_URL: '' }, 'DATABASE_URL is not set but must be a postgres:// URL.'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL is "mysql://x" but must be a postgres:// URL.'],
    [
      { STORAGE_PORT: '70000' },
      'STORAGE_PORT is "70000" but must be a port from 0 to 65535 (0 takes any free one).',
    ],
    [
      { STORAGE_PORT: '3e3' },
      'STORAGE_PORT is "3e3" but must be a port from 0 to 65535 (0 takes any free one).',
    ],
    [{ BACKBONE: 'kafka' }, 'BACKBONE is "kafka" but must be redis or log.'],
    [{ BACKBONE: 'redis' }, 'BACKBONE=redis needs REDIS_URL: set it to a redis:// or rediss:// URL.'],
    [{ REDIS_URL: 'localhost' }, 'REDIS_URL is "localhost" but must be a redis:// or rediss:// URL.'],
    [{ SHARD: '-1' }, 'SHARD is "-1" but must be a whole number from 0 to 65535.'],
    [{ STORAGE_ON_POISON: 'drop' }, 'STORAGE_ON_POISON is "drop" but must be halt or skip.'],
    [
      { CONSUMER_LEASE_MS: '10' },
      'CONSUMER_LEASE_MS is "10" but must be a number of milliseconds from 1000 to 600000.',
    ],
    [{ EVENTS_PER_BATCH: '0' }, 'EVENTS_PER_BATCH is "0" but must be a whole number from 1 to 100000.'],
    [
      { STORAGE_CONSUMER_NAME: 'a b' },
      'STORAGE_CONSUMER_NAME is "a b" but must be 1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit.',
    ],
  ])('refuse %j in one sentence', (env, sentence) => {
    expect(() => read(env)).toThrow(new ConfigError(sentence));
  });
});
