import type { SpecAnswer, SpecEngine } from './spec-engine.js';

/** An account of GBP with money in it. */
export async function openAccount(engine: SpecEngine, accountId: string, amount: string): Promise<void> {
  await mustPost(engine, '/v1/accounts', { accountId, currency: 'GBP' });
  await mustPost(engine, '/v1/deposits', { accountId, amount });
}

/** A market with money of runners 1 and 2, open. */
export async function openMoneyMarket(
  engine: SpecEngine,
  rules: Record<string, unknown> = {},
): Promise<number> {
  const runners = [
    { runnerId: 1, name: 'One' },
    { runnerId: 2, name: 'Two' },
  ];
  const market = { name: 'A market with money', runners, currency: 'GBP', ...rules };
  const marketId = Number((await mustPost(engine, '/v1/markets', market)).body['marketId']);
  await mustPost(engine, `/v1/markets/${marketId}/open`);
  return marketId;
}

/** A command that must be accepted. @throws Error with the refusal */
export async function mustPost(engine: SpecEngine, path: string, body?: unknown): Promise<SpecAnswer> {
  const answer = await engine.post(path, body);
  if (answer.status >= 400) throw new Error(`${path}: ${answer.text}`);
  return answer;
}
