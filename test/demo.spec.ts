import { jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { TradingClient } from '@backlay/client';
import { readKeyFile } from '@backlay/service';
import { findAccount, isConserved, moneyIn } from '../tools/exchange/accounts.js';
import { SpecExchange } from './support/exchange.js';
import { getJson } from './support/json.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(180_000);

/** A day in seconds: a race takes a second and a half. */
const SPEED = '60';
const TIMEOUT = { timeoutMs: 60_000 };

/** A tool as npm runs it. */
class Tool {
  output = '';
  readonly #child: ChildProcess;

  constructor(name: string, env: Readonly<Record<string, string>>, ...args: string[]) {
    const main = resolve(process.cwd(), 'dist', 'tools', name, 'main.js');
    this.#child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  async says(text: RegExp): Promise<void> {
    const isOver = (): boolean => text.test(this.output) || this.#child.exitCode !== null;
    await waitFor(`the tool to say ${text}`, isOver, TIMEOUT);
    if (!text.test(this.output)) throw new Error(`it ended instead:\n${this.output}`);
  }

  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.exitCode();
  }
}

interface ArchivedEvents {
  readonly items: readonly { readonly type: string }[];
  readonly nextCursor: string | null;
}

describe('npm run demo', () => {
  let exchange: SpecExchange;
  let operator: TradingClient;
  let tool: Tool | undefined;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    operator = new TradingClient({ engineUrl: exchange.url('engine'), key: exchange.keys.operator });
  });
  afterEach(() => tool?.stop());
  afterAll(async () => {
    await exchange?.stop();
  });

  const demo = (...args: string[]): Tool =>
    (tool = new Tool('demo', exchange.environment, '--speed', SPEED, '--rate', '300', ...args));
  const settledCount = async (): Promise<number> => (await operator.markets('SETTLED')).length;

  it('leads markets of both kinds through their whole life, with money, and leaves an exchange that adds up', async () => {
    const running = demo('--seed', '2', '--markets', '6');
    await running.says(/settled .*: Winner: .* \([1-9]\d* trades\)/);
    await running.says(/settled .*: To be placed \(\d\): .* \([1-9]\d* trades\)/);
    await running.says(/settled .*: Over\/under/);
    await waitFor(
      'new markets to take the place of old ones',
      async () => (await settledCount()) >= 6,
      TIMEOUT,
    );
    await waitFor('it to go on', async () => (await operator.markets('OPEN')).length >= 4, TIMEOUT);
    expect(await running.stop()).toBe(0);

    const verify = new Tool('verify', exchange.environment);
    expect(`${await verify.exitCode()}: ${verify.output}`).toMatch(/^0: [^]*Everything agrees with the log/);
    const [{ marketId } = { marketId: 0 }] = await operator.markets('SETTLED');
    expect(await lifeOf(marketId)).toEqual([
      'created',
      'opened',
      'suspended',
      'turned-in-play',
      'resumed',
      'closed',
      'settled',
    ]);
    const money = await moneyIn(operator, 'GBP');
    expect(money !== undefined && isConserved(money)).toBe(true);
    expect(money?.commission).toBeGreaterThan(0);
    // Whoever tries the pages has something to bet with.
    expect((await findAccount(operator, 'alice'))?.available).toBeGreaterThan(0);
  });

  it('voids what an earlier demo has left, and leaves to others what they take', async () => {
    const left = await operator.markets('OPEN');
    expect(left.length).toBeGreaterThan(0);
    const { marketId: foreign } = await operator.createMarket({
      name: 'Not of the demo',
      runners: [1, 2].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` })),
      ladder: { kind: 'CLASSIC' },
    });
    const running = demo('--seed', '3', '--markets', '4');
    await running.says(/voided +\d+ markets that an earlier demo has left OPEN/);
    await running.says(/open +\S/);
    const voided = new Set((await operator.markets('VOIDED')).map(({ marketId }) => marketId));
    expect(left.filter(({ marketId }) => !voided.has(marketId))).toEqual([]);
    expect(voided.has(foreign)).toBe(false);
    const [taken] = await operator.markets('OPEN');
    await operator.voidMarket(taken?.marketId ?? 0);
    await running.says(/left .*MARKET_STATUS_CONFLICT/);
    const before = await settledCount();
    await waitFor('it to go on', async () => (await settledCount()) > before, TIMEOUT);
    expect(await running.stop()).toBe(0);
  });

  it('takes back the keys that it has made', () => {
    const labels = readKeyFile(exchange.keys.file).map(({ label }) => label);
    expect(labels).not.toContain('demo');
  });

  it('refuses options that cannot be used', async () => {
    const running = new Tool('demo', exchange.environment, '--speed', 'fast');
    expect(await running.exitCode()).toBe(1);
    expect(running.output).toBe('--speed is "fast", but must be a whole number from 1 to 1000\n');
  });

  /** The steps of a market, as storage has them. */
  async function lifeOf(marketId: number): Promise<string[]> {
    const first = `${exchange.url('storage')}/v1/events?marketId=${marketId}&sort=oldest&limit=1000`;
    const steps: string[] = [];
    for (let url: string | null = first; url !== null;) {
      const { items, nextCursor }: ArchivedEvents = await getJson(url, exchange.keys.operator);
      for (const { type } of items) if (type.startsWith('market.')) steps.push(type.slice('market.'.length));
      url = nextCursor === null ? null : `${first}&cursor=${nextCursor}`;
    }
    return steps.filter((step) => step !== 'version-changed');
  }
});
