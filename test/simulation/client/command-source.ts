import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { Random } from '../core/random.js';
import type { Reply } from '../engine/sim-engine.js';
import { lastCommandWithMoney, mayBeWithMoney, termsWithMoney } from './money-source.js';

export const RUNNERS = [
  { runnerId: 1, name: 'One' },
  { runnerId: 2, name: 'Two' },
];
const PRICES = [246, 248, 250, 252, 254];
const ORDERS_REMEMBERED = 8;

/** Names a command: its time of first sending, then whatever makes it one of its kind. */
export type NameCommand = () => string;

/** The operator opens the market, then suspends and resumes it now and then. */
export function operatorCommands(
  random: Random,
  count: number,
  name: NameCommand,
): () => EngineCommand | undefined {
  let sent = 0;
  let isOpen = false;
  return () => {
    sent += 1;
    if (sent > count + 2) return undefined;
    const origin = { accountId: '', commandId: name() };
    if (sent === 1) {
      return {
        kind: CommandKind.CreateMarket,
        ...origin,
        name: 'A market',
        runners: RUNNERS,
        ladder: { kind: 'CLASSIC' },
      };
    }
    if (sent === 2) {
      isOpen = true;
      return { kind: CommandKind.OpenMarket, ...origin, marketId: 1 };
    }
    isOpen = !isOpen;
    if (sent === count + 2 && random.chance(0.3))
      return { kind: CommandKind.CloseMarket, ...origin, marketId: 1 };
    return {
      kind: isOpen ? CommandKind.ResumeMarket : CommandKind.SuspendMarket,
      ...origin,
      marketId: 1,
    };
  };
}

/** An account places, reduces, cancels and replaces; now and then it asks for what must be refused. */
export function accountCommands(
  random: Random,
  count: number,
  { accountId, name, hasMoney }: { accountId: string; name: NameCommand; hasMoney: boolean },
): (last: Reply | undefined) => EngineCommand | undefined {
  const orders: number[] = [];
  let sent = 0;
  return (last) => {
    const orderId = last === undefined ? undefined : orderIdOf(last.body);
    if (orderId !== undefined) orders.push(orderId);
    if (orders.length > ORDERS_REMEMBERED) orders.shift();
    sent += 1;
    if (sent > count) return undefined;
    const origin = { accountId, commandId: name() };
    if (!hasMoney) return nextCommand(random, orders, origin);
    if (sent === count) return lastCommandWithMoney(origin);
    return mayBeWithMoney(random, origin) ?? termsWithMoney(random, nextCommand(random, orders, origin));
  };
}

function nextCommand(
  random: Random,
  orders: readonly number[],
  origin: { accountId: string; commandId: string },
): EngineCommand {
  const choice = random.next();
  if (orders.length === 0 || choice < 0.6) {
    const runnerId = random.chance(0.95) ? random.whole(1, 2) : 9;
    const side = random.chance(0.5) ? Side.BACK : Side.LAY;
    const size = 100 * random.whole(1, 20);
    return {
      kind: CommandKind.PlaceOrder,
      ...origin,
      marketId: 1,
      runnerId,
      side,
      price: random.pick(PRICES),
      size,
    };
  }
  const orderId = random.pick(orders);
  if (choice < 0.75)
    return {
      kind: CommandKind.CancelOrder,
      ...origin,
      orderId,
      size: 100 * random.whole(0, 5),
    };
  if (choice < 0.95) {
    return {
      kind: CommandKind.ReplaceOrder,
      ...origin,
      orderId,
      price: random.pick(PRICES),
      size: 100 * random.whole(1, 9),
    };
  }
  return { kind: CommandKind.CancelAll, ...origin, marketId: 1 };
}

function orderIdOf(body: string): number | undefined {
  const answer: unknown = JSON.parse(body);
  if (typeof answer !== 'object' || answer === null || !('orderId' in answer)) return undefined;
  return typeof answer.orderId === 'number' ? answer.orderId : undefined;
}
