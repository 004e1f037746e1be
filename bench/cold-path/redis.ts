import { findFreePort } from '../../tools/drill/system/free-port.js';
import { findRedisProgram, RedisServer } from '../../tools/drill/system/redis-server.js';

/**
 * A private redis-server with the settings of real use: append-only file, synced every second.
 * @throws Error when there is no program on the PATH: a shared one would be measured with the load of others
 */
export async function startRedis(folder: string): Promise<RedisServer> {
  const program = findRedisProgram();
  if (program === undefined) throw new Error('this benchmark needs a redis-server on the PATH');
  const redis = new RedisServer(program, folder, await findFreePort());
  await redis.start();
  return redis;
}
