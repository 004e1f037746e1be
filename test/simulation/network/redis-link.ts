import { AbstractConnector, type RedisOptions } from 'ioredis';
import type { SimProcess } from '../core/process.js';
import type { World } from '../world.js';
import { Pipe } from './link.js';
import { SimSocket } from './sim-socket.js';

/** How long a refused attempt to connect takes, in ms. */
const REFUSAL_MS = 1;

/** How the process reaches the simulated Redis: ioredis itself, over a simulated socket. */
export function redisTarget(world: World, process: SimProcess): RedisOptions {
  class SimConnector extends AbstractConnector {
    constructor() {
      super(200);
    }

    connect(): Promise<SimSocket> {
      this.connecting = true;
      const socket = connect(world, process);
      this.stream = socket;
      return Promise.resolve(socket);
    }
  }
  return {
    Connector: SimConnector,
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
  };
}

function connect(world: World, process: SimProcess): SimSocket {
  const { scheduler } = world;
  const socket = new SimSocket(scheduler, process);
  scheduler.after(REFUSAL_MS, () => establish(world, process, socket), scheduler.world);
  return socket;
}

function establish(world: World, process: SimProcess, socket: SimSocket): void {
  const { scheduler, random, redis } = world;
  if (!process.isAlive) return;
  if (redis.network.isSilent) {
    scheduler.after(20, () => establish(world, process, socket), scheduler.world);
    return;
  }
  if (!redis.isUp) {
    world.trace.say(process.name, 'is refused by Redis');
    socket.lost(new Error('connect ECONNREFUSED, simulated'));
    return;
  }
  const parts = { scheduler, random, faults: redis.network };
  let isOpen = true;
  /** The connection breaks: each side notices by itself. */
  const break_ = (): void => {
    if (!isOpen) return;
    isOpen = false;
    world.trace.say(process.name, 'loses a connection to Redis');
    toServer.break();
    toClient.break();
    redis.links.delete(break_);
    scheduler.after(0, () => connection.close(), scheduler.world);
    scheduler.after(
      0,
      () => process.isAlive && socket.lost(new Error('read ECONNRESET, simulated')),
      scheduler.world,
    );
  };
  const mayBreak = (): boolean => {
    const breaks = isOpen && random.chance(redis.network.breakChance);
    if (breaks) break_();
    return breaks;
  };
  const toClient: Pipe = new Pipe({
    ...parts,
    arrive: (bytes) => process.isAlive && socket.arrived(bytes),
  });
  const connection = redis.server.accept({
    send: (bytes) => {
      if (!mayBreak()) toClient.send(bytes);
    },
    close: () => toClient.afterwards(() => process.isAlive && socket.lost()),
  });
  const toServer: Pipe = new Pipe({
    ...parts,
    arrive: (bytes) => connection.receive(bytes),
  });
  redis.links.add(break_);
  process.onDeath(break_);
  world.trace.say(process.name, 'connects to Redis');
  socket.established({
    send: (bytes) => {
      if (!mayBreak()) toServer.send(bytes);
    },
    end: () => toServer.afterwards(() => connection.close()),
  });
}
