import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import { RUN_BEGINS_AT_MS } from '../core/sim-timers.js';
import { SHORT_HORIZON } from '../engine/engine-parts.js';
import type { Reply } from '../engine/sim-engine.js';
import type { World } from '../world.js';
import { AnswerBook } from './answer-book.js';
import { accountCommands, operatorCommands } from './command-source.js';
import { operatorCommandsWithMoney } from './money-operator.js';
import { SimClient } from './sim-client.js';

const OPERATOR_COMMANDS = 4;
const LATENCY_MS_MIN = 0.1;
const LATENCY_MS_MAX = 5;

/** All clients, and the network between them and the engine. */
export class ClientSide {
  readonly answers: AnswerBook;
  /** Chance that a request or an answer is lost, or delivered late or twice. */
  lossChance = 0;
  readonly #clients: SimClient[] = [];
  #names = 0;

  constructor(private readonly world: World) {
    this.answers = new AnswerBook(world.report);
  }

  get areDone(): boolean {
    return this.#clients.every((client) => client.isDone);
  }

  start(): void {
    const { scenario, random } = this.world;
    const { clientCount, commandsPerClient, hasMoney } = scenario;
    // The first ones come before there is an account, or a market.
    const commandsPerAccount = commandsPerClient + (hasMoney ? 2 * clientCount + 2 : 0);
    const accountIds = Array.from({ length: clientCount }, (_, index) => `account-${index + 1}`);
    const nameOperator = () => this.#nameCommand('operator');
    this.#run(
      'operator',
      hasMoney
        ? operatorCommandsWithMoney(random, commandsPerClient, { accountIds, name: nameOperator })
        : operatorCommands(random, OPERATOR_COMMANDS, nameOperator),
    );
    for (const accountId of accountIds) {
      const name = () => this.#nameCommand(accountId);
      this.#run(accountId, accountCommands(random, commandsPerAccount, { accountId, name, hasMoney }));
    }
  }

  #run(name: string, next: (last: Reply | undefined) => EngineCommand | undefined): void {
    const { scheduler, random, trace } = this.world;
    const send = (command: EngineCommand, answer: (reply: Reply) => void): void =>
      this.#send(command, answer);
    const client = new SimClient(name, {
      scheduler,
      random,
      trace,
      send,
      answers: this.answers,
      mayExpire: (commandId) => this.#mayExpire(commandId),
    });
    this.#clients.push(client);
    void client.run(next);
  }

  /** A retry within the horizon must get its answer. */
  #mayExpire(commandId: string): boolean {
    const { scenario, scheduler, report } = this.world;
    const ageMs = RUN_BEGINS_AT_MS + scheduler.nowMs - Number.parseInt(commandId, 10);
    const isAllowed = scenario.logRetentionCommands !== undefined && ageMs > SHORT_HORIZON.ageMs;
    if (!isAllowed) report(`${commandId} is ${ageMs.toFixed(0)} ms old and its answer is forgotten`);
    return isAllowed;
  }

  #nameCommand(of: string): string {
    this.#names += 1;
    return `${RUN_BEGINS_AT_MS + Math.floor(this.world.scheduler.nowMs)}-${of}-${this.#names}`;
  }

  #send(command: EngineCommand, answer: (reply: Reply) => void): void {
    const back = (reply: Reply): void => this.#carry(() => answer(reply));
    this.#carry(() => this.world.engine.deliver(command, back));
  }

  /** Brings something to the other side, if the network is in the mood. */
  #carry(arrive: () => void): void {
    const { random, scheduler } = this.world;
    if (random.chance(this.lossChance)) return;
    const copies = random.chance(this.lossChance) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const isLate = random.chance(this.lossChance);
      const latencyMs = random.between(LATENCY_MS_MIN, isLate ? 100 * LATENCY_MS_MAX : LATENCY_MS_MAX);
      scheduler.after(latencyMs, arrive, scheduler.world);
    }
  }
}
