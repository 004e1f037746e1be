import { EventGroupEncoder } from '@backlay/contracts';
import { CommandKind, type RejectReason } from '@backlay/matcher';
import { AnswerEncoder } from '../answers/answer-codec.js';
import type { AnswerFacts } from '../answers/answer-facts.js';
import { LoneAnswer, type AnswerSink } from '../answers/answer-sink.js';
import { answerFacts } from '../answers/executed-facts.js';
import {
  IN_LOG,
  type FirstAnswers,
  type GatheredJournals,
  type RecalledJournals,
} from '../answers/first-answers.js';
import type { CommandLog } from '../event-log/command-log.js';
import type { DurabilityListener } from '@backlay/transport';
import { ProblemError } from '../http/problem.js';
import { PASS_TIME, type EngineCommand } from '../matching/engine-command.js';
import type { Exchange } from '../matching/exchange.js';
import type { Answer } from './answer.js';
import { CommandEncoder } from './command-codec.js';
import { CommandTally } from './command-tally.js';
import { DueClock } from './due-clock.js';
import type { EngineStatus } from './engine-status.js';
import { refusalAtTheDoor } from './refusal-at-the-door.js';

/** What a sequencer works with. */
export interface SequencerParts {
  readonly exchange: Exchange;
  readonly firstAnswers: FirstAnswers;
  readonly status: EngineStatus;
  readonly shard: number;
  /** Commands that may wait for the disk at the same time. */
  readonly commandsInFlightMax: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A record of the log as a replay gets it. */
export interface LoggedCommand {
  readonly sequence: number;
  readonly payload: Buffer;
  readonly journal: Buffer;
}

export interface SequencerCounters {
  /** Commands of the whole log. */
  readonly accepted: number;
  readonly refused: number;
  /** Retries that got their first answer again, since the start. */
  readonly retries: number;
}

const NO_BYTES = new Uint8Array(0);
const NOT_GATHERED: GatheredJournals = { journals: new Map(), keys: [] };

/**
 * Gives every command its place in the one order of things: the next sequence and the time, then execution, then the log.
 * All of that happens in one turn of the event loop; only the answer waits, until the log says that the command is durable.
 */
export class Sequencer {
  readonly #parts: SequencerParts;
  readonly #commandEncoder = new CommandEncoder();
  readonly #eventEncoder = new EventGroupEncoder();
  readonly #answerEncoder = new AnswerEncoder();
  readonly #lone = new LoneAnswer();
  readonly #dueClock: DueClock;
  /** What became of the commands since the start. */
  readonly tally = new CommandTally();
  readonly #listeners: DurabilityListener[] = [];
  #log: CommandLog | undefined;

  constructor(parts: SequencerParts) {
    this.#parts = parts;
    this.#dueClock = new DueClock({
      now: parts.now,
      nextDueMs: () => parts.exchange.matcher.nextDueMs,
      passTime: () => this.#passTimeByItself(),
    });
  }

  get counters(): SequencerCounters {
    const { accepted, refused } = this.#parts.exchange.progress;
    return { accepted, refused, retries: this.#parts.firstAnswers.retries };
  }

  /** The last sequence given; what it did may not be durable yet. */
  get lastSequence(): number {
    return this.#parts.exchange.sequence;
  }

  get durableSequence(): number {
    return this.#log?.durableSequence ?? this.lastSequence;
  }

  /** True when nothing more becomes durable. */
  get isLogFailed(): boolean {
    return this.#log?.failure !== undefined;
  }

  /** Commands that wait for the disk. */
  get inFlightCount(): number {
    return this.lastSequence - this.durableSequence;
  }

  /** From now on commands go to this log, whose last record was replayed. */
  attach(log: CommandLog): void {
    if (log.lastSequence !== this.lastSequence) {
      throw new Error(`the log ends with sequence ${log.lastSequence}, replayed were ${this.lastSequence}`);
    }
    this.#log = log;
    this.#dueClock.arm();
    // Also when nobody waits: under the policy none commands are answered before they are written.
    log.onDurable({
      durable: (sequence) => {
        for (const listener of this.#listeners) listener.durable(sequence);
      },
      failed: (error) => {
        this.#parts.status.fail(error.message);
        for (const listener of this.#listeners) listener.failed?.(error);
      },
    });
  }

  /** For those who answer many commands per commit, where a promise for each would cost more than the answer. */
  listen(listener: DurabilityListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Takes a command in. Its answer may be sent only after `whenDurable(answer.sequence)`. It comes as a promise for a retry
   * whose first answer has to be read back from the log; nothing else waits for that.
   * @throws ProblemError (or as rejection) when the command is not taken in at all: it has no sequence and changed nothing
   */
  submit(command: EngineCommand): Answer | Promise<Answer> {
    const log = this.#admit(1);
    const lone = this.#lone;
    lone.begin();
    const isTaken = this.#take(command, log, { sink: lone, gathered: NOT_GATHERED, at: 0 });
    return isTaken ? lone.end() : this.#submitAfterRecall([command], lone);
  }

  /**
   * Takes several commands in, one after the other: all of them, or none when there is no room for all. When one of them
   * is a retry whose first answer is in the log only, none is taken before all such answers are at hand.
   * @param sink gets their answers
   */
  submitAll<T>(commands: readonly EngineCommand[], sink: AnswerSink<T>): T | Promise<T> {
    const log = this.#admit(commands.length);
    const { gathered, missing } = this.#parts.firstAnswers.gather(commands);
    if (missing.length > 0) return this.#submitAfterRecall(commands, sink);
    return this.#takeAll(commands, log, { sink, gathered });
  }

  /**
   * Resolves when everything up to the sequence is durable.
   * @throws ProblemError (as rejection) when the log has stopped before that: the outcome is unknown until a restart
   */
  async whenDurable(sequence: number): Promise<void> {
    const log = this.#log;
    if (log === undefined || sequence <= log.durableSequence) return;
    try {
      await log.whenDurable(sequence);
    } catch (error) {
      this.#parts.status.fail(error instanceof Error ? error.message : String(error));
      throw new ProblemError(
        'LOG_FAILED',
        `The event log has stopped before sequence ${sequence} was durable.`,
      );
    }
  }

  /**
   * Reads the state and gives it out only when everything it shows is durable: nobody sees a fact that a crash could undo.
   * @throws ProblemError before the replay is done, or when the log has stopped before what would be shown was durable
   */
  async read<T>(view: () => T): Promise<T> {
    this.#parts.status.assertReadable();
    const seen = view();
    await this.whenDurable(this.lastSequence);
    return seen;
  }

  #admit(count: number): CommandLog {
    const { status, commandsInFlightMax } = this.#parts;
    status.assertTakesCommands();
    const log = this.#log;
    if (log === undefined) throw new Error('commands are taken before a log is attached');
    if (log.failure !== undefined) {
      status.fail(log.failure.message);
      status.assertTakesCommands();
    }
    if (log.isFull || this.inFlightCount + count > commandsInFlightMax) {
      throw new ProblemError(
        'ENGINE_OVERLOADED',
        `${this.inFlightCount} commands wait for the disk and at most ${commandsInFlightMax} may; nothing of this request was taken.`,
      );
    }
    if (!this.#parts.firstAnswers.hasRoomFor(count, this.#nextTimeMs)) {
      throw new ProblemError(
        'ENGINE_OVERLOADED',
        'More commandIds came in the last minutes than the engine can remember (IDEMPOTENCY_COMMANDS_MAX); nothing of this request was taken.',
      );
    }
    return log;
  }

  /** While the answers are read other commands go on, so everything is looked at again before the commands are taken. */
  async #submitAfterRecall<T>(commands: readonly EngineCommand[], sink: AnswerSink<T>): Promise<T> {
    const { firstAnswers } = this.#parts;
    const recalled: RecalledJournals = new Map();
    for (;;) {
      const log = this.#admit(commands.length);
      const { gathered, missing } = firstAnswers.gather(commands, recalled);
      if (missing.length === 0) return this.#takeAll(commands, log, { sink, gathered });
      await firstAnswers.recall(missing, recalled);
    }
  }

  #takeAll<T>(
    commands: readonly EngineCommand[],
    log: CommandLog,
    { sink, gathered }: { readonly sink: AnswerSink<T>; readonly gathered: GatheredJournals },
  ): T {
    const way = { sink, gathered, at: 0 };
    sink.begin();
    for (; way.at < commands.length; way.at++) {
      if (!this.#take(commands[way.at]!, log, way))
        throw new Error('a command was taken before its first answer was read');
    }
    return sink.end();
  }

  readonly #nextTimeMs = (): number => Math.max(this.#parts.exchange.timeMs, this.#parts.now());

  /** What is due by the time of a command happens before it, as a command of its own. */
  #passTime(log: CommandLog, timeMs: number): void {
    if (this.#parts.exchange.matcher.nextDueMs > timeMs) return;
    this.#commandEncoder.encode(PASS_TIME);
    this.#execute(PASS_TIME, timeMs, log);
  }

  /** Called when something may be due; nothing is, or can be done, when the engine takes no commands. */
  #passTimeByItself(): void {
    const log = this.#log;
    if (log === undefined || log.isFull || log.failure !== undefined) return;
    if (this.#parts.status.phase !== 'READY') return;
    try {
      this.#passTime(log, this.#nextTimeMs());
    } catch (error) {
      // The engine has stopped then, and its status says why: nobody waits for an answer here.
      if (!(error instanceof ProblemError)) throw error;
    }
  }

  /** @returns false when its first answer must be read from the log first; nothing has happened then */
  #take(command: EngineCommand, log: CommandLog, way: Way): boolean {
    const { sink } = way;
    const { exchange, firstAnswers } = this.#parts;
    const timeMs = this.#nextTimeMs();
    this.#passTime(log, timeMs);
    const journal = this.#commandEncoder.encode(command);
    if (command.commandId !== '') {
      const { durableSequence } = log;
      const moment = { timeMs, sequence: exchange.sequence, durableSequence };
      const known = firstAnswers.find(journal, moment, way);
      if (known === IN_LOG) return false;
      if (known !== undefined) {
        sink.known(known);
        return true;
      }
    }
    const newAccountId = accountThatMayBeNew(command);
    if (newAccountId !== undefined && exchange.accounts.isFullFor(newAccountId)) {
      const detail = `There is no room for the new account ${newAccountId}.`;
      sink.known(refusalAtTheDoor('ACCOUNT_LIMIT_REACHED', { sequence: this.lastSequence, detail }));
      return true;
    }
    const facts = this.#execute(command, timeMs, log);
    sink.executed(facts, { command, sequence: exchange.sequence, timeMs });
    this.#dueClock.arm();
    return true;
  }

  /** Executes the command that was encoded last and puts it into the log. */
  #execute(command: EngineCommand, timeMs: number, log: CommandLog): AnswerFacts {
    const { exchange, firstAnswers } = this.#parts;
    const { commandId } = command;
    const { durableSequence } = log;
    const sequence = exchange.sequence + 1;
    const { reason, facts } = this.#outcomeOf(command, sequence, timeMs);
    const answer = commandId === '' ? NO_BYTES : this.#answerEncoder.encode(facts);
    const complete = this.#commandEncoder.complete({ timeMs, chain: exchange.chain, answer });
    const payload = this.#encodeEvents(command, reason);
    this.#append(log, { sequence, payload, journal: complete });
    if (commandId !== '') firstAnswers.keep(complete, { timeMs, sequence, durableSequence });
    return facts;
  }

  /** A fault on the way leaves a state that no replay of the log makes again: no command may follow. */
  #outcomeOf(
    command: EngineCommand,
    sequence: number,
    timeMs: number,
  ): { readonly reason: RejectReason; readonly facts: AnswerFacts } {
    const { exchange, status } = this.#parts;
    try {
      const reason = exchange.execute(command, sequence, timeMs);
      this.tally.count(command.kind, reason);
      return { reason, facts: answerFacts(exchange, command, reason) };
    } catch (error) {
      status.fail(`sequence ${sequence}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }

  /** A record the log does not take leaves the state ahead of the log for good: no answer may follow, and no command. */
  #append(log: CommandLog, record: LoggedCommand): void {
    try {
      log.append(record);
    } catch (error) {
      this.#parts.status.fail(error instanceof Error ? error.message : String(error));
      throw new ProblemError('LOG_FAILED', `The event log did not take sequence ${record.sequence}.`);
    }
  }

  /** Of the command that was executed last. */
  #encodeEvents(command: EngineCommand, reason: RejectReason): Buffer {
    const { exchange, shard } = this.#parts;
    const { sequence, timeMs } = exchange;
    this.#eventEncoder.begin({ shard, sequence, timeMs });
    exchange.tellEvents(command, reason, this.#eventEncoder);
    return this.#eventEncoder.end();
  }
}

/** On the way of a command: where its answer goes, and where it stands among those that are taken with it. */
interface Way {
  readonly sink: AnswerSink<unknown>;
  readonly gathered: GatheredJournals;
  readonly at: number;
}

/** The account that gets a number when the command is accepted, unless it has one. */
function accountThatMayBeNew(command: EngineCommand): string | undefined {
  if (command.kind === CommandKind.PlaceOrder) return command.accountId;
  return command.kind === CommandKind.OpenAccount ? command.subjectId : undefined;
}
