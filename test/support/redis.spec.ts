import { Redis } from 'ioredis';
import { describeWithRedis, startSpecRedis } from './redis.js';

describeWithRedis('a Redis for a spec', () => {
  it('keeps what it acknowledged over a kill', async () => {
    const server = await startSpecRedis();
    try {
      if (!server.isPrivate) return;
      const before = new Redis(server.url);
      const id = await before.xadd('stream', '*', 'field', 'value');
      before.disconnect();
      await server.kill();
      await server.start();
      const after = new Redis(server.url);
      expect(await after.xrange('stream', '-', '+')).toEqual([[id, ['field', 'value']]]);
      after.disconnect();
    } finally {
      await server.stop();
    }
  });
});
