import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { SimRedis } from './sim-redis.js';

/** A simulated Redis behind a real socket, so that it can be compared with a real one by real clients. */
export class TcpFront {
  readonly redis = new SimRedis({
    nowMs: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => {
      const connection = this.redis.accept({
        send: (bytes) => void socket.write(bytes),
        close: () => void socket.destroy(),
      });
      socket.on('data', (bytes) => connection.receive(bytes));
      socket.on('close', () => connection.close());
      socket.on('error', () => undefined);
    });
  }

  static async start(port = 0): Promise<TcpFront> {
    const front = new TcpFront();
    front.#server.listen(port, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `redis://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.redis.disconnectAll();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
