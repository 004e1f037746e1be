import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and Redis and loses what it is told to lose. */
export class LossyProxy {
  mode: 'pass' | 'swallow answers' | 'swallow everything' | 'cut' = 'pass';
  url = '';
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(target: string): Promise<LossyProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    const proxy = new LossyProxy(server);
    server.on('connection', (client) => proxy.relay(client, connect(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    proxy.url = `redis://127.0.0.1:${address.port}`;
    return proxy;
  }

  /** Breaks the connections of the moment. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private relay(client: Socket, redis: Socket): void {
    for (const socket of [client, redis]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [client, redis].forEach((end) => end.destroy()));
    }
    client.on('data', (bytes) => {
      if (this.mode === 'cut') client.destroy();
      else if (this.mode !== 'swallow everything') redis.write(bytes);
    });
    redis.on('data', (bytes) => {
      if (this.mode === 'pass') client.write(bytes);
    });
  }
}
