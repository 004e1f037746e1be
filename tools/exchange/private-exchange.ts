import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from './running-exchange.js';

const READY = 'backlay is running';
const OUTPUT_CHARACTERS_MAX = 100_000;
const APPS = ['engine', 'storage', 'analytics'] as const;
type AppName = (typeof APPS)[number];

/** An exchange of its own, on a folder that goes with it: `npm start` on free ports. */
export class PrivateExchange {
  private constructor(
    private readonly launcher: ChildProcess,
    private readonly folder: string,
    private readonly ports: Readonly<Record<AppName, number>>,
  ) {}

  /** @throws Error with what was printed when it does not come up */
  static async start(): Promise<PrivateExchange> {
    const folder = mkdtempSync(join(tmpdir(), 'backlay-private-'));
    const [engine = 0, storage = 0, analytics = 0] = await freePorts(APPS.length);
    const ports = { engine, storage, analytics };
    const flags = APPS.map((name) => `--${name}-port=${ports[name]}`);
    const launcher = spawn(
      process.execPath,
      [join(PROJECT_ROOT, 'tools', 'start.mjs'), '--backbone=log', `--data=${folder}`, ...flags],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await untilReady(launcher);
    return new PrivateExchange(launcher, folder, ports);
  }

  url(name: AppName): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  get keysFile(): string {
    return join(this.folder, 'api-keys.json');
  }

  async stop(): Promise<void> {
    const ended = once(this.launcher, 'exit');
    this.launcher.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function untilReady(launcher: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    launcher.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARACTERS_MAX);
      if (output.includes(READY)) resolve();
    });
    launcher.once('error', reject);
    launcher.once('exit', () => reject(new Error(`npm start did not come up; it printed:\n${output}`)));
  });
}

/** Ports that nobody listened on a moment ago, all at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
