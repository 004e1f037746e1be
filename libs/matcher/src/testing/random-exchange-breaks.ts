import { CommandKind, type Command } from '../command.js';
import type { Prng } from './prng.js';

/** Whatever stands for a number in these is spoiled by one of them; none is so large that it is a question of capacity. */
const ODD_NUMBERS = [0, -1, 0.5, 1.5, NaN, Infinity, -Infinity, 2 ** 32 + 1, 1e300];

const BROKEN_RULES: readonly object[] = [
  { currency: '' },
  { currency: 'gbp' },
  { currency: 'GBPX' },
  { currency: 'XXX' },
  { kind: 0 },
  { kind: 3 },
  { winnerCount: 0 },
  { winnerCount: 7 },
  { winnerCount: 1.5 },
  { baseRate: -1 },
  { baseRate: 10_001 },
  { betDelayMs: -1 },
  { betDelayMs: 60_001 },
  { betDelayMs: 0.5 },
  { betDelayModel: 2 },
  { startTimeMs: -1 },
  { startTimeMs: 0.5 },
  { limits: { sizeMax: -1, liabilityMax: 0, exposureMax: 0, orderCountMax: 0 } },
  { limits: { sizeMax: 0, liabilityMax: 0.5, exposureMax: 0, orderCountMax: 0 } },
  { limits: { sizeMax: 0, liabilityMax: 0, exposureMax: NaN, orderCountMax: 0 } },
  { limits: { sizeMax: 0, liabilityMax: 0, exposureMax: 0, orderCountMax: -1 } },
];

const BROKEN_TERMS: readonly object[] = [
  { persistence: 2 },
  { timeInForce: 3 },
  { timeInForce: -1 },
  { target: 3 },
  { selfMatch: 5 },
  { minFillSize: -1 },
  { minFillSize: 0.5 },
  { goodTillMs: -1 },
  { latestMs: 0.5 },
  { marketVersion: -1 },
  { timeInForce: 2, persistence: 1 },
  { timeInForce: 1, postOnly: true },
  { timeInForce: 2, minFillSize: 1 },
  { timeInForce: 1, minFillSize: 1, target: 1 },
];

const BROKEN_SETTINGS: readonly object[] = [
  { discount: -1 },
  { discount: 10_001 },
  { selfMatch: 0 },
  { selfMatch: 5 },
  { sizeMax: -1 },
  { liabilityMax: 0.5 },
  { exposureMax: NaN },
  { orderCountMax: -1 },
  { ordersPerSecondMax: 1.5 },
];

/** The command with something in it spoiled. */
export function brokenCommand(random: Prng, command: Command): Command {
  switch (command.kind) {
    case CommandKind.CreateMarket:
      return command.rules === undefined
        ? { ...command, name: '' }
        : { ...command, rules: { ...command.rules, ...random.pick(BROKEN_RULES) } };
    case CommandKind.PlaceOrder:
      if (command.terms === undefined) break;
      return { ...command, terms: { ...command.terms, ...random.pick(BROKEN_TERMS) } };
    case CommandKind.ConfigureAccount:
      return { ...command, settings: { ...command.settings, ...random.pick(BROKEN_SETTINGS) } };
    case CommandKind.OpenAccount:
      return { ...command, account: 77, currency: random.pick(['', 'gbp', 'GBPX', 'XXX']) };
    case CommandKind.StopAccount:
    case CommandKind.PassTime:
      return command;
    default:
      break;
  }
  const numbers = Object.entries(command).filter(([, value]) => typeof value === 'number');
  // The first is the kind, the next often what the command is about: the later ones are the more telling.
  const [field] = random.pick(random.chance(0.8) ? numbers.slice(-2) : numbers);
  return { ...command, [field]: random.pick(ODD_NUMBERS) };
}
