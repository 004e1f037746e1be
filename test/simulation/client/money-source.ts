import {
  CommandKind,
  Persistence,
  PLAIN_TERMS,
  StopOrigin,
  TimeInForce,
  type OrderTerms,
} from '@backlay/matcher';
import type { CommandOrigin, EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { Random } from '../core/random.js';

const HEARTBEAT_MS = [1_000, 2_000, 5_000];
const PRICES = [246, 250, 254];
const WHOLE_SHARE = 10_000;

const TERMS: readonly Partial<OrderTerms>[] = [
  { persistence: Persistence.PERSIST },
  { persistence: Persistence.PERSIST, postOnly: true },
  { timeInForce: TimeInForce.FILL_OR_KILL },
  { timeInForce: TimeInForce.FILL_OR_KILL, minFillSize: 100 },
  { timeInForce: TimeInForce.FILL_AND_KILL },
];

/** Something that only accounts with money do; now and then. */
export function mayBeWithMoney(random: Random, origin: CommandOrigin): EngineCommand | undefined {
  const subject = { ...origin, subjectId: origin.accountId };
  const choice = random.next();
  if (choice < 0.05) return { kind: CommandKind.Heartbeat, ...subject, timeoutMs: random.pick(HEARTBEAT_MS) };
  if (choice < 0.07) return { kind: CommandKind.StopAccount, ...subject, origin: StopOrigin.Owner };
  if (choice < 0.13) return { kind: CommandKind.ResumeAccount, ...subject, origin: StopOrigin.Owner };
  if (choice < 0.17) {
    const wish = { marketId: 1, runnerId: random.whole(1, 2), share: WHOLE_SHARE };
    return { kind: CommandKind.CashOut, ...origin, ...wish, price: random.pick(PRICES) };
  }
  return undefined;
}

/** Half of the orders have terms. */
export function termsWithMoney(random: Random, command: EngineCommand): EngineCommand {
  if (command.kind !== CommandKind.PlaceOrder || random.chance(0.5)) return command;
  return { ...command, terms: { ...PLAIN_TERMS, ...random.pick(TERMS) } };
}

/** Nobody watches for signs of life any more: nothing happens by itself when all is over. */
export function lastCommandWithMoney(origin: CommandOrigin): EngineCommand {
  return { kind: CommandKind.Heartbeat, ...origin, subjectId: origin.accountId, timeoutMs: 0 };
}
