import { CommandKind, type Command } from '../command.js';
import { EventKind } from '../event.js';
import { RejectReason } from '../reject-reason.js';
import { checkClaim } from './rules-claims.js';
import { commandOf } from './rules-commands.js';
import { marketOf } from './rules-markets.js';
import type { RulesLine, RulesRun } from './rules-page.js';
import { tellAll } from './rules-telling.js';
import { RulesWorld, exactly, timeOf } from './rules-world.js';

/** Plays a run, line by line, on a matcher of its own; Error with the number of the first line that is not true. */
export function playRun({ lines }: RulesRun): void {
  const play = new RulesPlay();
  for (const line of lines) play.take(line);
  play.finish();
}

class RulesPlay {
  readonly #world = new RulesWorld();
  #sequence = 0;
  /** The latest line, to be named when something is wrong. */
  #line: RulesLine = { number: 0, text: '' };
  /** What came of the latest command and was not claimed yet. */
  #untold: string[] = [];
  #hasClaims = false;
  #refusal = '';

  take(line: RulesLine): void {
    const isOutcome = line.text.startsWith('-> ');
    if (!isOutcome) this.finish();
    this.#line = line;
    try {
      if (isOutcome) this.#expectNext(line.text.slice(3));
      else if (!checkClaim(this.#world, line.text)) this.#do(line.text);
    } catch (error) {
      throw this.#told(error instanceof Error ? error.message : String(error));
    }
  }

  /** Whatever a line says of what came of a command, it says all of it; and a refusal is said. */
  finish(): void {
    if (this.#refusal !== '') throw this.#told(`it is ${this.#refusal}`);
    if (this.#hasClaims && this.#untold.length > 0) throw this.#told(`then comes ${this.#untold[0]}`);
    this.#hasClaims = false;
    this.#untold = [];
  }

  #expectNext(text: string): void {
    this.#hasClaims = true;
    const next = this.#refusal === '' ? (this.#untold.shift() ?? 'nothing') : this.#refusal;
    this.#refusal = '';
    if (text !== next) throw new Error(`it is ${next}`);
  }

  #do(text: string): void {
    const start = /^exchange: (.+) with (\S+) (\w+)$/.exec(text);
    if (start !== null) return this.#openAccounts(start[1]!.split(', '), start[2]!, start[3]!);
    const market = /^(market|inactive market) (\S+): ([^;]+)(?:; (.+))?$/.exec(text);
    if (market !== null) return this.#makeMarket(market[2]!, market[3]!, market[4] ?? '', market[1]!);
    const use = /^use (\S+)$/.exec(text);
    if (use !== null) return this.#world.use(use[1]!);
    // `clock` lets time go on without telling the matcher, `time` tells it.
    const time = /^(time|clock) (\S+)$/.exec(text);
    if (time !== null) this.#world.timeMs = timeOf(time[2]);
    if (time?.[1] === 'clock') return;
    const [wish, name] = time === null ? text.split(' as ') : ['pass time'];
    this.#execute(commandOf(this.#world, wish!), name);
  }

  #openAccounts(names: readonly string[], amount: string, currency: string): void {
    for (const name of names) {
      const account = this.#world.accountOf(name);
      this.#execute({ kind: CommandKind.OpenAccount, account, currency });
      this.#execute({ kind: CommandKind.Deposit, account, amount: exactly(amount) });
    }
  }

  #makeMarket(name: string, runnerNames: string, wishes: string, kind: string): void {
    const runners = runnerNames.split(', ');
    this.#execute(marketOf(name, runners, wishes));
    if (this.#refusal !== '') return;
    const marketId = this.#world.matcher.marketCount;
    this.#world.addMarket(name, { marketId, runners });
    if (kind === 'market') this.#execute({ kind: CommandKind.OpenMarket, marketId });
  }

  #execute(command: Command, name?: string): void {
    const { matcher, timeMs } = this.#world;
    matcher.events.clear();
    this.#sequence += 1;
    const reason = matcher.execute(command, this.#sequence, timeMs);
    if (reason !== RejectReason.None) {
      this.#refusal = `refused ${RejectReason[reason]}`;
      return;
    }
    const events = matcher.events.toArray();
    this.#untold = tellAll(this.#world, events);
    const placed = events.find((event) => event.kind === EventKind.OrderPlaced);
    if (name === undefined) return;
    if (placed?.kind !== EventKind.OrderPlaced) throw new Error('there is no order to name');
    this.#world.orders.set(name, { orderId: placed.orderId, account: placed.account });
  }

  #told(what: string): Error {
    return new Error(`line ${this.#line.number}, ${this.#line.text}: ${what}`);
  }
}
