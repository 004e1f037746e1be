import { setTimeout as delay } from 'node:timers/promises';
import { formatHundredths, type TradingClient } from '@backlay/client';
import {
  analyticsConsumer,
  storageConsumer,
  type ConsumerClient,
  type RunnerVolume,
} from '../exchange/consumer-client.js';
import type { MarketReplay } from './market-replay.js';
import type { RunnerRecord } from './runner-record.js';

/** A consumer that does not move for so long will not catch up by itself. */
const STANDSTILL_MS = 30_000;
const POLL_MS = 50;

export interface ConsumerCheck {
  readonly markets: readonly MarketReplay[];
  /** What the consumers have to reach: the highest sequence the engine has answered. */
  readonly sequence: number;
  readonly operator: TradingClient;
}

/**
 * Waits until storage and analytics have applied everything, then compares their trades and volumes, runner by runner,
 * with what the engine answered.
 *
 * @returns one sentence per disagreement, none when all agree
 */
export async function checkConsumers({ markets, sequence, operator }: ConsumerCheck): Promise<string[]> {
  const disagreements: string[] = [];
  for (const consumer of [storageConsumer(operator), analyticsConsumer(operator)]) {
    const lateness = await waitForSequence(consumer, sequence);
    if (lateness !== undefined) disagreements.push(lateness);
    else disagreements.push(...(await compareMarkets(consumer, markets)));
  }
  return disagreements;
}

async function waitForSequence(consumer: ConsumerClient, sequence: number): Promise<string | undefined> {
  let reached = -1;
  let movedAt = performance.now();
  for (;;) {
    const position = await consumer.position();
    if (position.sequence >= sequence) return undefined;
    if (position.sequence > reached) {
      reached = position.sequence;
      movedAt = performance.now();
    } else if (performance.now() - movedAt > STANDSTILL_MS) {
      const still = `${STANDSTILL_MS / 1000} s`;
      return `The ${consumer.appName} has stood at sequence ${reached} of ${sequence} for ${still} (it is ${position.status}).`;
    }
    await delay(POLL_MS);
  }
}

async function compareMarkets(consumer: ConsumerClient, markets: readonly MarketReplay[]): Promise<string[]> {
  const disagreements: string[] = [];
  for (const { marketId, records } of markets) {
    if (marketId === undefined) continue;
    for (const record of records) {
      const difference = compareWithEngine(record, await consumer.volume(marketId, record.runnerId));
      if (difference)
        disagreements.push(`The ${consumer.appName} disagrees on ${record.name}: ${difference}.`);
    }
  }
  return disagreements;
}

/** @returns the first difference in words, or undefined when there is none */
export function compareWithEngine(
  engine: Pick<RunnerRecord, 'standingTrades' | 'standingByPrice'>,
  consumer: RunnerVolume,
): string | undefined {
  if (engine.standingTrades !== consumer.trades)
    return `${consumer.trades} trades, the engine made ${engine.standingTrades}`;
  for (const price of new Set([...engine.standingByPrice.keys(), ...consumer.sizeByPrice.keys()])) {
    const [made, told] = [engine.standingByPrice.get(price) ?? 0, consumer.sizeByPrice.get(price) ?? 0];
    if (made === told) continue;
    return `${formatHundredths(told)} traded at ${formatHundredths(price)}, the engine matched ${formatHundredths(made)}`;
  }
  return undefined;
}
