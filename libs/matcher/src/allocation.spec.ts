import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { ACCOUNT_SETTINGS_DEFAULT, SelfMatch } from './account/account-settings.js';
import { CommandKind, type Command } from './command.js';
import { BetDelayModel, MarketKind, NO_LIMITS } from './market/betting-rules.js';
import { Matcher } from './matcher.js';
import { RejectReason } from './reject-reason.js';
import { Side } from './side.js';
import { Prng } from './testing/prng.js';

const COMMANDS = 50_000;
const ACCOUNTS = 50;
const RUNNERS = 10;
/** An object of one field takes 16 bytes: less than one in a hundred commands may leave one behind. */
const BYTES_PER_COMMAND_MAX = 0.16;

const RULES = {
  currency: 'GBP',
  kind: MarketKind.WIN,
  winnerCount: 1,
  fixture: '',
  startTimeMs: 0,
  baseRate: 0,
  betDelayMs: 0,
  betDelayModel: BetDelayModel.ALL,
  limits: NO_LIMITS,
};

/** Places, cancels and matches around one price, with two objects for all commands, as a decoder does. */
class Traffic {
  readonly matcher = new Matcher({ orderCapacity: 2 ** 16, tradeCapacity: 2 ** 20 });
  readonly #random = new Prng(1);
  readonly #place = {
    kind: CommandKind.PlaceOrder as const,
    marketId: 1,
    runnerId: 1,
    side: Side.BACK as Side,
    price: 200,
    size: 100,
    account: 1,
  };
  readonly #cancel = { kind: CommandKind.CancelOrder as const, account: 1, orderId: 0, size: 0 };
  readonly #placed = new Float64Array(1_024);
  readonly #owners = new Int32Array(1_024);
  #sequence = 0;
  #count = 0;

  constructor(hasMoney: boolean) {
    const runners = Array.from({ length: RUNNERS }, (_, index) => ({
      runnerId: index + 1,
      name: `${index}`,
    }));
    const rules = hasMoney ? RULES : undefined;
    this.#must({ kind: CommandKind.CreateMarket, name: 'M', runners, ladder: { kind: 'CLASSIC' }, rules });
    this.#must({ kind: CommandKind.OpenMarket, marketId: 1 });
    if (!hasMoney) return;
    const settings = { ...ACCOUNT_SETTINGS_DEFAULT, selfMatch: SelfMatch.OFF };
    for (let account = 1; account <= ACCOUNTS; account++) {
      this.#must({ kind: CommandKind.OpenAccount, account, currency: 'GBP' });
      this.#must({ kind: CommandKind.ConfigureAccount, account, settings });
      this.#must({ kind: CommandKind.Deposit, account, amount: 1e11 });
    }
  }

  play(): void {
    for (let index = 0; index < COMMANDS; index++) {
      if (index % 3 === 2) this.#cancelOne();
      else this.#placeOne();
      if (index % 64 === 0) this.matcher.events.clear();
    }
  }

  #placeOne(): void {
    const place = this.#place;
    place.runnerId = this.#random.between(1, RUNNERS);
    place.side = this.#random.between(0, 1);
    place.price = 200 + 2 * this.#random.between(-5, 5);
    if (place.price < 200) place.price = 190 + (place.price % 10);
    place.account = this.#random.between(1, ACCOUNTS);
    const events = this.matcher.events;
    const first = events.count;
    this.#execute(place);
    if (events.count === first) return;
    const slot = this.#count++ & 1_023;
    this.#placed[slot] = events.orderId(first);
    this.#owners[slot] = place.account;
  }

  #cancelOne(): void {
    const slot = this.#random.between(0, 1_023);
    this.#cancel.orderId = this.#placed[slot]!;
    this.#cancel.account = this.#owners[slot]!;
    this.#execute(this.#cancel);
  }

  #execute(command: Command): RejectReason {
    this.#sequence += 1;
    return this.matcher.execute(command, this.#sequence, 1_700_000_000_000);
  }

  #must(command: Command): void {
    const reason = this.#execute(command);
    if (reason !== RejectReason.None) throw new Error(RejectReason[reason]);
  }
}

// As the engine does (libs/service/src/inlining-budget.ts): a function that stays a call gives its number in an object.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=2000');

describe('once it is warm, the matcher allocates nothing for a command', () => {
  it.each([
    { market: 'without money', hasMoney: false },
    { market: 'with money', hasMoney: true },
  ])('in a market $market', ({ hasMoney }) => {
    const traffic = new Traffic(hasMoney);
    // A collection in between would make the difference negative; the compiler at work would make it too large.
    const rounds = Array.from({ length: 20 }, () => {
      const before = memoryUsage().heapUsed;
      traffic.play();
      return (memoryUsage().heapUsed - before) / COMMANDS;
    });
    const latest = rounds.slice(-8).filter((bytes) => bytes >= 0);
    expect(latest.length).toBeGreaterThan(0);
    expect(Math.min(...latest)).toBeLessThan(BYTES_PER_COMMAND_MAX);
  });
});
