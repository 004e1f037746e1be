import { EventGroupEncoder } from '@backlay/contracts';
import { CommandKind, RejectReason } from '@backlay/matcher';
import type { CommandLog } from '../event-log/command-log.js';
import { ProblemError, problemOf } from '../http/problem.js';
import type { ProblemCode } from '../http/problem-catalog.js';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Exchange, Outcome } from '../matching/exchange.js';
import type { Answer } from './answer.js';
import { CommandEncoder, commandBytes, decodeCommand, stampTime } from './command-codec.js';
import type { ComposeAnswer } from './compose-answer.js';
import type { EngineStatus } from './engine-status.js';
import type { FirstAnswer, FirstAnswers } from './first-answers.js';

/** What a sequencer works with. */
export interface SequencerParts {
  readonly exchange: Exchange;
  readonly firstAnswers: FirstAnswers;
  readonly status: EngineStatus;
  readonly composeAnswer: ComposeAnswer;
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

/** The log says other events than the replay makes: nothing that follows could be trusted. */
export class ReplayMismatchError extends Error {
  override readonly name = 'ReplayMismatchError';

  constructor(readonly sequence: number) {
    super(
      `replaying sequence ${sequence} makes other events than the log has; the engine does not start on it`,
    );
  }
}

/** Counts since the start, replay included. */
export interface SequencerCounters {
  accepted: number;
  refused: number;
  /** Retries that got their first answer again. */
  retries: number;
}

/**
 * Gives every command its place in the one order of things: the next sequence and the time, then execution, then the log.
 * All of that happens in one turn of the event loop; only the answer waits, until the log says that the command is durable.
 */
export class Sequencer {
  readonly counters: SequencerCounters = { accepted: 0, refused: 0, retries: 0 };
  readonly #parts: SequencerParts;
  readonly #commandEncoder = new CommandEncoder();
  readonly #eventEncoder = new EventGroupEncoder();
  #log: CommandLog | undefined;
  #lastSequence = 0;
  #lastTimeMs = 0;

  constructor(parts: SequencerParts) {
    this.#parts = parts;
  }

  /** The last sequence given; what it did may not be durable yet. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  get durableSequence(): number {
    return this.#log?.durableSequence ?? this.#lastSequence;
  }

  /** Commands that wait for the disk. */
  get inFlightCount(): number {
    return this.#lastSequence - this.durableSequence;
  }

  /** From now on commands go to this log, whose last record was replayed. */
  attach(log: CommandLog): void {
    if (log.lastSequence !== this.#lastSequence) {
      throw new Error(`the log ends with sequence ${log.lastSequence}, replayed were ${this.#lastSequence}`);
    }
    this.#log = log;
  }

  /**
   * Takes a command in. Its answer may be sent only after `whenDurable(answer.sequence)`.
   * @throws ProblemError when the command is not taken in at all: it has no sequence and changed nothing
   */
  submit(command: EngineCommand): Answer {
    const log = this.#admit(1);
    return this.#take(command, log);
  }

  /** Takes several commands in, one after the other: all of them, or none when there is no room for all. */
  submitAll(commands: readonly EngineCommand[]): Answer[] {
    const log = this.#admit(commands.length);
    return commands.map((command) => this.#take(command, log));
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
    await this.whenDurable(this.#lastSequence);
    return seen;
  }

  /**
   * Executes a command of the log again.
   * @throws ReplayMismatchError when it makes other events than the log has
   * @throws JournalFormatError when the journal cannot be read
   */
  replay({ sequence, payload, journal }: LoggedCommand): void {
    const { command, timeMs } = decodeCommand(journal);
    const outcome = this.#execute(command, sequence, timeMs);
    if (!this.#encodeEvents(outcome).equals(payload)) throw new ReplayMismatchError(sequence);
    if (command.commandId === '') return;
    const { exchange, composeAnswer } = this.#parts;
    this.#keepAnswer(command, commandBytes(journal), composeAnswer(exchange, command, outcome));
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
    return log;
  }

  #take(command: EngineCommand, log: CommandLog): Answer {
    const journal = this.#commandEncoder.encode(command);
    const { accountId, commandId } = command;
    if (commandId !== '') {
      const first = this.#parts.firstAnswers.find(accountId, commandId);
      if (first !== undefined) return this.#answerAgain(first, journal);
    }
    if (command.kind === CommandKind.PlaceOrder && this.#parts.exchange.accounts.isFullFor(accountId)) {
      const detail = `There is no room for the new account ${accountId}.`;
      return refusalAtTheDoor('ACCOUNT_LIMIT_REACHED', { sequence: this.#lastSequence, detail });
    }
    const sequence = this.#lastSequence + 1;
    const timeMs = Math.max(this.#lastTimeMs, this.#parts.now());
    const outcome = this.#execute(command, sequence, timeMs);
    stampTime(journal, timeMs);
    this.#append(log, { sequence, payload: this.#encodeEvents(outcome), journal });
    const answer = this.#parts.composeAnswer(this.#parts.exchange, command, outcome);
    if (commandId !== '') this.#keepAnswer(command, commandBytes(journal), answer);
    return answer;
  }

  #execute(command: EngineCommand, sequence: number, timeMs: number): Outcome {
    const outcome = this.#parts.exchange.execute(command, sequence, timeMs);
    this.#lastSequence = sequence;
    this.#lastTimeMs = timeMs;
    if (outcome.reason === RejectReason.None) this.counters.accepted += 1;
    else this.counters.refused += 1;
    return outcome;
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

  #encodeEvents({ sequence, timeMs, events }: Outcome): Buffer {
    return this.#eventEncoder.encode({ shard: this.#parts.shard, sequence, timeMs, events });
  }

  #answerAgain(first: FirstAnswer, journal: Buffer): Answer {
    if (!first.command.equals(commandBytes(journal))) {
      const detail = `This commandId was first used at sequence ${first.sequence} for another command; use a new commandId.`;
      return refusalAtTheDoor('COMMAND_ID_REUSED', { sequence: first.sequence, detail });
    }
    this.counters.retries += 1;
    const { sequence, status, body } = first;
    return { sequence, status, body };
  }

  #keepAnswer({ accountId, commandId }: EngineCommand, command: Buffer, answer: Answer): void {
    this.#parts.firstAnswers.keep(accountId, commandId, { ...answer, command });
  }
}

/** An answer to a command that was not taken in: it has no sequence of its own, and waits for the facts it speaks of. */
function refusalAtTheDoor(
  code: ProblemCode,
  { sequence, detail }: { sequence: number; detail: string },
): Answer {
  const problem = problemOf(code, { detail });
  return { sequence, status: problem.status, body: JSON.stringify(problem) };
}
