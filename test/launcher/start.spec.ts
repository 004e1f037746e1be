import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parsePlainKeys } from '@backlay/service';
import { findFreePort } from '../support/free-port.js';
import { waitFor } from '../support/wait.js';

const START = resolve(process.cwd(), 'tools', 'start.mjs');
const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 120_000;

/** `npm start` as a process, with a data folder and ports of its own. */
class Launcher {
  output = '';
  private readonly child: ChildProcess;

  constructor(args: readonly string[]) {
    const {
      DATABASE_URL: _database,
      REDIS_URL: _redis,
      BACKBONE: _backbone,
      NODE_ENV: _mode,
      ...env
    } = process.env;
    this.child = spawn(process.execPath, [START, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  async running(): Promise<void> {
    const isOver = () => this.child.exitCode !== null || this.output.includes('backlay is running');
    await waitFor('npm start to say that it is running', isOver, { timeoutMs: START_TIMEOUT_MS });
    if (this.child.exitCode !== null) throw new Error(`it ended instead:\n${this.output}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** Sends the request whose curl command is printed; gives the status of the answer. */
async function firstThingToTry(output: string): Promise<number> {
  const [, url = '', authorization = '', body = ''] =
    /curl -s (\S+) -H 'authorization: ([^']+)' -H 'content-type: application\/json' -d '([^']+)'/.exec(
      output,
    ) ?? [];
  const headers = { authorization, 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

function isAlive(pid: number): boolean {
  return spawnSync('kill', ['-0', String(pid)]).status === 0;
}

describe('npm start', () => {
  let folder: string;
  let ports: readonly number[];
  const launchers: Launcher[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-start-'));
    ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  });

  afterEach(async () => {
    for (const launcher of launchers) {
      launcher.signal('SIGTERM');
      await launcher.exitCode();
    }
    launchers.length = 0;
    rmSync(folder, { recursive: true, force: true });
  }, TEST_TIMEOUT_MS);

  function start(...more: string[]): Launcher {
    const [engine, storage, analytics] = ports;
    const portFlags = [
      `--engine-port=${engine}`,
      `--storage-port=${storage}`,
      `--analytics-port=${analytics}`,
    ];
    const launcher = new Launcher([`--data=${folder}`, '--backbone=log', ...portFlags, ...more]);
    launchers.push(launcher);
    return launcher;
  }

  /** As the operator of the demo. */
  function signed(): { authorization: string } {
    const file = join(folder, 'demo-keys.json');
    const { operator } = parsePlainKeys(readFileSync(file, 'utf8'), file);
    return { authorization: `Bearer ${operator}` };
  }

  function processesOfFolder(): number[] {
    const lock = JSON.parse(readFileSync(join(folder, 'launcher.lock'), 'utf8')) as {
      pid: number;
      children: number[];
    };
    const postgres = readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split(
      '\n',
    )[0];
    return [lock.pid, ...lock.children, Number(postgres)];
  }

  it(
    'sets up an empty folder, serves three apps, lets no second launcher in, and leaves nothing running after Ctrl-C, however often it is pressed',
    async () => {
      const launcher = start();
      await launcher.running();
      for (const port of ports) {
        const answer = await fetch(`http://127.0.0.1:${port}/docs`);
        expect(answer.status).toBe(200);
      }
      // The same at each start, so that a lease that a crash has left is taken back at once.
      for (const [index, name] of ['storage-1', 'analytics-1'].entries()) {
        const answer = await fetch(`http://127.0.0.1:${ports[index + 1]}/v1/position`, { headers: signed() });
        expect(await answer.json()).toMatchObject({ consumer: name, holder: name });
      }
      expect(await firstThingToTry(launcher.output)).toBe(201);
      const pids = processesOfFolder();
      expect(pids).toHaveLength(5);

      const second = start();
      expect(await second.exitCode()).toBe(1);
      expect(second.output).toMatch(/Another `npm start` \(process \d+\) is using the data folder/);

      launcher.signal('SIGINT');
      launcher.signal('SIGINT');
      expect(await launcher.exitCode()).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'cleans up after a launcher that was killed, and keeps what the exchange knew',
    async () => {
      const killed = start();
      await killed.running();
      const market = {
        name: 'Kept',
        runners: [
          { runnerId: 1, name: 'Home' },
          { runnerId: 2, name: 'Away' },
        ],
        currency: 'GBP',
      };
      const headers = { 'content-type': 'application/json', ...signed() };
      const body = JSON.stringify(market);
      const made = await fetch(`http://127.0.0.1:${ports[0]}/v1/markets`, { method: 'POST', headers, body });
      expect(made.status).toBe(201);
      const pids = processesOfFolder();
      killed.signal('SIGKILL');
      await killed.exitCode();

      await start().running();
      expect(pids.filter(isAlive)).toEqual([]);
      const paths = ['v1/markets/1', 'v1/markets/1', 'v1/markets/1/summary'];
      for (const [index, path] of paths.entries()) {
        const url = `http://127.0.0.1:${ports[index]}/${path}`;
        await waitFor(
          `${url} to know the market`,
          async () => (await fetch(url, { headers: signed() })).status === 200,
        );
        expect(await (await fetch(url, { headers: signed() })).json()).toMatchObject({ marketId: 1 });
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'says which app died, shows the end of its log, stops the others and ends with exit code 1',
    async () => {
      const launcher = start();
      await launcher.running();
      const pids = processesOfFolder();
      const [, , storage] = pids;
      process.kill(storage ?? 0, 'SIGKILL');
      expect(await launcher.exitCode()).toBe(1);
      expect(launcher.output).toMatch(/The storage was ended by SIGKILL; its log .*storage\.log ends with:/);
      expect(pids.filter(isAlive)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it('says which port is taken and how to choose another', async () => {
    const other = createServer();
    other.listen(ports[1], '127.0.0.1');
    await once(other, 'listening');
    try {
      const launcher = start();
      expect(await launcher.exitCode()).toBe(1);
      const sentence = `Port ${ports[1]}, where the storage is to listen, is taken by another program: choose another, for example STORAGE_PORT=`;
      expect(launcher.output).toContain(sentence);
    } finally {
      other.close();
    }
  });

  it.each([
    ['a folder of something else', '', /is not a complete database of ours: move it away/],
    [
      'a database of another PostgreSQL',
      '15',
      /was written by PostgreSQL 15 and this is PostgreSQL \d+: move it away/,
    ],
  ])('does not touch %s', async (_, version, sentence) => {
    const cluster = join(folder, 'postgres', 'cluster');
    mkdirSync(cluster, { recursive: true });
    writeFileSync(join(cluster, version === '' ? 'notes.txt' : 'PG_VERSION'), version);
    writeFileSync(join(folder, 'postgres', 'password'), '');
    const launcher = start();
    expect(await launcher.exitCode()).toBe(1);
    expect(launcher.output).toMatch(sentence);
  });

  it.each([
    [['--backbone=kafka'], 'There is no backbone "kafka": it is redis or log.'],
    [['--engine-port=70000'], 'ENGINE_PORT is "70000", which is not a port'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--data=package.json'], 'package.json is not a folder'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const launcher = start(...args);
    expect(await launcher.exitCode()).toBe(1);
    expect(launcher.output).toContain(sentence);
  });
});
