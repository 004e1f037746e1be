import type { Scenario } from './scenario.js';
import type { World } from './world.js';

interface Calamity {
  readonly name: string;
  readonly weight: number;
  /** Whether the run has it; default: every run. */
  readonly isPossible?: (scenario: Scenario) => boolean;
  /** @returns how to end it, and after how many ms */
  readonly strike: (world: World) => readonly [lastsMs: number, end: () => void] | undefined;
}

const CALAMITIES: readonly Calamity[] = [
  {
    name: 'the engine is killed',
    weight: 4,
    strike: ({ engine }) => {
      engine.supervisor.kill('kill -9');
      return undefined;
    },
  },
  {
    name: 'a second engine is started on the same directory',
    weight: 2,
    strike: ({ engine }) => {
      engine.startSecond();
      return undefined;
    },
  },
  {
    name: 'the engine is stopped',
    weight: 3,
    strike: ({ engine }) => {
      engine.stop();
      return undefined;
    },
  },
  {
    name: 'a snapshot is made',
    weight: 4,
    strike: ({ engine }) => {
      engine.makeSnapshot();
      return undefined;
    },
  },
  {
    name: 'the power fails',
    weight: 4,
    strike: ({ engine }) => {
      engine.cutPower();
      return undefined;
    },
  },
  {
    name: 'the disk is slow',
    weight: 2,
    strike: ({ disk, random }) => {
      disk.faults.slowness = random.between(5, 100);
      return [random.between(50, 800), () => (disk.faults.slowness = 1)];
    },
  },
  {
    name: 'the disk is full',
    weight: 2,
    strike: ({ disk, random }) => {
      disk.faults.isFull = true;
      return [random.between(50, 800), () => (disk.faults.isFull = false)];
    },
  },
  {
    name: 'the disk fails now and then',
    weight: 2,
    strike: ({ disk, random }) => {
      disk.faults.errorChance = random.between(0.02, 0.3);
      return [random.between(50, 500), () => (disk.faults.errorChance = 0)];
    },
  },
  {
    name: 'clients lose messages',
    weight: 3,
    strike: ({ clients, random }) => {
      clients.lossChance = random.between(0.05, 0.5);
      return [random.between(100, 1_500), () => (clients.lossChance = 0)];
    },
  },
  {
    name: 'Redis goes down',
    weight: 2,
    strike: ({ redis, random }) => [random.between(20, 1_500), redis.goDown()],
  },
  {
    name: 'Redis fails over to an older state',
    weight: 1,
    isPossible: ({ redisForgets }) => redisForgets,
    strike: ({ redis }) => {
      redis.failOver();
      return undefined;
    },
  },
  {
    name: 'Redis is emptied',
    weight: 1,
    isPossible: ({ redisForgets }) => redisForgets,
    strike: ({ redis }) => {
      redis.empty();
      return undefined;
    },
  },
  {
    name: 'Redis is full',
    weight: 1,
    strike: ({ redis, random }) => {
      redis.server.isFull = true;
      return [random.between(50, 1_000), () => (redis.server.isFull = false)];
    },
  },
  {
    name: 'all connections to Redis break',
    weight: 2,
    strike: ({ redis }) => {
      redis.breakAll();
      return undefined;
    },
  },
  {
    name: 'connections to Redis break often',
    weight: 2,
    strike: ({ redis, random }) => {
      redis.network.breakChance = random.between(0.02, 0.4);
      return [random.between(50, 1_000), () => (redis.network.breakChance = 0)];
    },
  },
  {
    name: 'the network to Redis is silent',
    weight: 1,
    strike: ({ redis, random }) => {
      redis.network.isSilent = true;
      return [random.between(50, 1_500), () => (redis.network.isSilent = false)];
    },
  },
  {
    name: 'the network to Redis is slow',
    weight: 1,
    strike: ({ redis, random }) => {
      redis.network.latencyMsMax = random.between(5, 300);
      return [random.between(100, 1_500), () => (redis.network.latencyMsMax = 1)];
    },
  },
  {
    name: 'a consumer is killed',
    weight: 4,
    strike: ({ consumers }) => {
      consumers.killOne();
      return undefined;
    },
  },
  {
    name: 'a consumer is stopped in good order',
    weight: 3,
    strike: ({ consumers }) => {
      consumers.stopOne();
      return undefined;
    },
  },
  {
    name: 'a consumer is frozen for a while',
    weight: 2,
    strike: ({ consumers, random }) => {
      consumers.freezeOne(random.between(200, 4_000));
      return undefined;
    },
  },
  {
    name: 'the database goes down',
    weight: 2,
    strike: ({ database, random }) => {
      database.die();
      return [random.between(20, 1_500), () => (database.isUp = true)];
    },
  },
  {
    name: 'the database is put back to a backup',
    weight: 2,
    isPossible: ({ restoresDatabase }) => restoresDatabase,
    strike: ({ database, random }) => {
      database.restore();
      return [random.between(20, 1_500), () => (database.isUp = true)];
    },
  },
  {
    name: 'connections to the database break often',
    weight: 3,
    strike: ({ database, random }) => {
      database.faults.breakChance = random.between(0.02, 0.4);
      return [random.between(50, 1_000), () => (database.faults.breakChance = 0)];
    },
  },
  {
    name: 'the database is slow',
    weight: 1,
    strike: ({ database, random }) => {
      database.faults.latencyMsMax = random.between(5, 400);
      return [random.between(100, 2_000), () => (database.faults.latencyMsMax = 1)];
    },
  },
  {
    name: 'the clock jumps',
    weight: 1,
    // Where names are forgotten after some time, a clock that is set forward makes them so old.
    isPossible: ({ logRetentionCommands }) => logRetentionCommands === undefined,
    strike: ({ clock, random }) => {
      clock.offsetMs = random.whole(-3_600_000, 60_000);
      return [random.between(100, 2_000), () => (clock.offsetMs = 0)];
    },
  },
];

/** Lets things go wrong, at random times, until the scenario is calm; then everything is mended. */
export function unleash(world: World): void {
  const { scheduler, random, scenario } = world;
  const running = new Set<() => void>();
  const strikeNext = (): void => {
    scheduler.after(
      random.between(0, 2 * scenario.calamityEveryMs),
      () => {
        if (world.isCalm) return;
        strike(world, running);
        strikeNext();
      },
      scheduler.world,
    );
  };
  strikeNext();
  if (scenario.flipsBit) {
    const atMs = random.between(0.3, 0.95) * scenario.calmFromMs;
    scheduler.after(atMs, () => world.engine.flipBit(), scheduler.world);
  }
  scheduler.after(
    scenario.calmFromMs,
    () => {
      world.isCalm = true;
      for (const end of running) end();
      world.trace.say('world', 'nothing goes wrong from now on');
    },
    scheduler.world,
  );
}

function strike(world: World, running: Set<() => void>): void {
  const calamity = pick(world);
  world.trace.say('world', calamity.name);
  const lasting = calamity.strike(world);
  if (lasting === undefined) return;
  const [lastsMs, mend] = lasting;
  const end = (): void => {
    if (running.delete(end)) mend();
  };
  running.add(end);
  world.scheduler.after(lastsMs, end, world.scheduler.world);
}

function pick({ random, scenario }: World): Calamity {
  const possible = CALAMITIES.filter(({ isPossible }) => isPossible?.(scenario) ?? true);
  let at = random.next() * possible.reduce((sum, { weight }) => sum + weight, 0);
  return possible.find(({ weight }) => (at -= weight) < 0) ?? random.pick(possible);
}
