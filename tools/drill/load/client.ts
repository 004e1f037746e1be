import { formatHundredths, TickLadder } from '@backlay/client';
import { WanderingPrices } from '../../simulate/fair-prices.js';
import type { Random } from '../../simulate/random.js';
import { Traders, type Decision } from '../../simulate/trader.js';
import type { CommandOutcome } from './answer.js';
import type { CommandSender, NewCommand } from './command-sender.js';

/** A market under load. */
export interface LoadMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
  readonly isWithMoney: boolean;
}

interface Resting {
  readonly orderId: number;
  readonly accountId: string;
  readonly price: number;
}

/** Shares of requests that are batches. */
const PLACE_BATCH_SHARE = 0.12;
const CANCEL_BATCH_SHARE = 0.04;
const BATCH_MAX = 20;
/** Beyond so many resting orders of this client, cancels take the place of orders. */
const RESTING_MAX = 400;

type Place = Extract<Decision, { kind: 'PLACE' }>;

/** One client: traders who decide by a seed, one request at a time. */
export class LoadClient {
  private readonly traders: readonly { readonly market: LoadMarket; readonly decide: Traders }[];
  private readonly resting: Resting[] = [];

  constructor(
    private readonly sender: CommandSender,
    markets: readonly LoadMarket[],
    private readonly random: Random,
  ) {
    this.traders = markets.map((market) => ({
      market,
      decide: new Traders(random, new WanderingPrices(random, market.runnerIds)),
    }));
  }

  /** Sends one request and waits for its answer. @returns the number of commands in it */
  async act(): Promise<number> {
    const draw = this.random.next();
    if (draw < PLACE_BATCH_SHARE) return this.placeBatch(this.random.whole(2, BATCH_MAX));
    const isFull = this.resting.length > RESTING_MAX;
    if (isFull || draw < PLACE_BATCH_SHARE + CANCEL_BATCH_SHARE) return this.cancelBatch(BATCH_MAX);
    await this.actOnce();
    return 1;
  }

  /** Places many orders in one request. */
  async placeBatch(count: number): Promise<number> {
    const { market, decide } = this.pickMarket();
    const places: Place[] = [];
    while (places.length < count) {
      const decision = decide.next();
      if (decision.kind === 'PLACE') places.push(decision);
    }
    // A batch is of one account.
    const accountId = places[0]?.accountId ?? '';
    const commands = places.map((place) => placeCommand(market.marketId, { ...place, accountId }));
    const outcomes = await this.sender.sendBatch('/v1/orders/batch', 'orders', commands);
    for (const outcome of outcomes) this.remember(outcome);
    return count;
  }

  /** Cancels up to so many of its resting orders in one request; places a few when it has none. */
  async cancelBatch(count: number): Promise<number> {
    const orders = this.takeOfOneAccount(count);
    if (orders.length === 0) return this.placeBatch(2);
    const commands = orders.map(({ orderId, accountId }) => ({ accountId, fields: { orderId } }));
    await this.sender.sendBatch('/v1/orders/cancel-batch', 'cancels', commands);
    return orders.length;
  }

  close(): void {
    this.sender.close();
  }

  private async actOnce(): Promise<void> {
    const { market, decide } = this.pickMarket();
    const decision = decide.next();
    const order = decision.kind === 'PLACE' ? undefined : this.takeResting(decision.draw);
    if (decision.kind === 'PLACE') {
      this.remember(await this.sender.send('/v1/orders', placeCommand(market.marketId, decision)));
    } else if (order === undefined) {
      await this.placeBatch(2);
    } else if (decision.kind === 'CANCEL') {
      const { orderId, accountId } = order;
      await this.sender.send(`/v1/orders/${orderId}/cancel`, { accountId, fields: {} });
    } else {
      await this.replace(order, decision.ticks);
    }
  }

  private async replace({ orderId, accountId, price }: Resting, ticks: number): Promise<void> {
    const moved = formatHundredths(TickLadder.CLASSIC.stepped(price, ticks));
    const command = { accountId, fields: { price: moved } };
    this.remember(await this.sender.send(`/v1/orders/${orderId}/replace`, command));
  }

  private pickMarket() {
    const picked = this.random.pick(this.traders);
    if (picked === undefined) throw new Error('there is no market to trade in');
    return picked;
  }

  private remember(outcome: CommandOutcome): void {
    if (outcome.kind !== 'ORDER' || outcome.order.sizeRemaining === 0) return;
    const { orderId, accountId, price } = outcome.order;
    this.resting.push({ orderId, accountId, price });
  }

  /** Takes out up to so many of the remembered orders, all of the account of the oldest one. */
  private takeOfOneAccount(count: number): Resting[] {
    const accountId = this.resting[0]?.accountId;
    const taken = this.resting.filter((order) => order.accountId === accountId).slice(0, count);
    const gone = new Set(taken);
    const left = this.resting.filter((order) => !gone.has(order));
    this.resting.splice(0, this.resting.length, ...left);
    return taken;
  }

  /** Takes out one of the remembered orders; it may have been matched meanwhile, which the engine then says. */
  private takeResting(draw: number): Resting | undefined {
    const index = Math.floor(draw * this.resting.length);
    const last = this.resting.pop();
    const chosen = this.resting[index];
    if (last === undefined || chosen === undefined) return last;
    this.resting[index] = last;
    return chosen;
  }
}

function placeCommand(marketId: number, { accountId, runnerId, side, price, size }: Place): NewCommand {
  const decimals = { price: formatHundredths(price), size: formatHundredths(size) };
  return { accountId, fields: { marketId, runnerId, side, ...decimals } };
}
