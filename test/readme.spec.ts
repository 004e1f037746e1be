import { readFileSync } from 'node:fs';
import { SpecExchange } from './support/exchange.js';
import { commandsIn, withoutTimes, type DocumentedCommand } from './support/readme-commands.js';
import { waitFor } from './support/wait.js';

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 20_000;

/** The ports that the README's commands use. */
const README_PORTS = {
  engine: 'localhost:3000',
  storage: 'localhost:3001',
  analytics: 'localhost:3002',
} as const;

describe('the commands of README.md, in order, on a fresh exchange', () => {
  const commands = commandsIn(readFileSync('README.md', 'utf8'));
  let exchange: SpecExchange;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
  }, START_TIMEOUT_MS);

  afterAll(() => exchange?.stop(), START_TIMEOUT_MS);

  it('are there: money, a market, two crossing orders and their settlement, read back from all three apps', () => {
    expect(commands.length).toBeGreaterThanOrEqual(12);
    for (const port of Object.values(README_PORTS)) {
      expect(commands.filter(({ url }) => url.includes(port))).not.toHaveLength(0);
    }
  });

  it.each(commands)(
    '$command',
    async (documented) => {
      if (documented.answer === undefined) {
        const { status, text } = await run(documented);
        expect([200, 201, text]).toContain(status);
        return;
      }
      const expected = withoutTimes(documented.answer);
      let answer = '';
      // Storage and analytics follow the engine: what they show arrives a moment later.
      await waitFor('the documented answer', async () => {
        answer = withoutTimes((await run(documented)).text);
        return answer === expected || documented.method !== 'GET';
      }).catch(() => undefined);
      expect(answer).toBe(expected);
    },
    TEST_TIMEOUT_MS,
  );

  function keyOf(signer: string | undefined): string | undefined {
    if (signer === undefined) return undefined;
    return signer === 'OPERATOR' ? exchange.keys.operator : exchange.keys.trader(signer.toLowerCase());
  }

  async function run({
    url,
    method,
    body,
    signer,
  }: DocumentedCommand): Promise<{ status: number; text: string }> {
    let target = `http://${url.replace('http://', '')}`;
    for (const app of ['engine', 'storage', 'analytics'] as const) {
      target = target.replace(`http://${README_PORTS[app]}`, exchange.url(app));
    }
    const key = keyOf(signer);
    const headers = {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const answer = await fetch(target, { method, headers, ...(body !== undefined && { body }) });
    return { status: answer.status, text: await answer.text() };
  }
});
