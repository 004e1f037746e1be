import type { OnApplicationShutdown } from '@nestjs/common';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Answer } from '../sequencer/answer.js';
import { commandBytes } from '../sequencer/command-codec.js';
import { COMMAND_OFFSET } from '../sequencer/journal-format.js';
import { refusalAtTheDoor } from '../sequencer/refusal-at-the-door.js';
import type { ReplayedNames } from '../sequencer/replayed-names.js';
import { AnswerArchive, LoggedJournals, type LogPlace } from './answer-archive.js';
import { answerAgain } from './answer-again.js';
import { CommandClock } from './command-clock.js';
import { COMMAND_ID_AHEAD_MAX_MS, COMMAND_ID_RULE } from './command-id.js';
import { CommandIndex, type CommandHorizon } from './command-index.js';
import { CommandKey } from './command-key.js';
import { NAME_BYTES_MAX, nameLength, sameName, writeName } from './command-name.js';
import { RECENT_COMMANDS_MIN, RecentJournals } from './recent-journals.js';

/** Where the name stands in a journal. */
const NAME_OFFSET = COMMAND_OFFSET + 1;

/** What first answers are kept in. */
export interface FirstAnswersParts {
  readonly index: CommandIndex;
  readonly recent: RecentJournals;
  readonly archive: AnswerArchive;
  /** Milliseconds since any moment; never jumps. */
  readonly steadyMs: () => number;
}

export interface FirstAnswersOptions {
  readonly horizon: CommandHorizon;
  /** Commands that may wait for the disk at the same time: their answers are in memory. */
  readonly commandsInFlightMax: number;
  /** The log that older answers are read back from. */
  readonly log: LogPlace;
  /** Milliseconds since any moment; never jumps. Default `performance.now`. */
  readonly steadyMs?: () => number;
}

/** Where the engine stands when a command is looked at, or kept. */
export interface Moment {
  /** The sequencer's time for the command, in ms since 1970. */
  readonly timeMs: number;
  /** Of the latest command. */
  readonly sequence: number;
  readonly durableSequence: number;
}

/** What `find` says when it needs a journal that is in the log only. */
export const IN_LOG = 'IN_LOG';

/** Journals by sequence that were read from the log; undefined where the log has it no more. */
export type RecalledJournals = Map<number, Buffer | undefined>;

/** What is known of commands that are taken together, until anything else is taken. */
export interface GatheredJournals {
  /** Of the earlier uses of their names. */
  readonly journals: RecalledJournals;
  /** By the commands' places; undefined for those that have not been looked at yet. */
  readonly keys: readonly (CommandKey | undefined)[];
}

/** A command among those that were gathered. */
export interface GatheredPlace {
  readonly gathered: GatheredJournals;
  readonly at: number;
}

/**
 * The first answers to commands that had a commandId. The index says at which sequence a name was used; the journal of that
 * sequence, in memory or in the log, says whether it was this name, for this command, and what the answer was.
 */
export class FirstAnswers implements ReplayedNames, OnApplicationShutdown {
  readonly #parts: FirstAnswersParts;
  readonly #clock: CommandClock;
  readonly #ownKey = new CommandKey();
  /** Of commands that are taken together, by their places. */
  readonly #keys: CommandKey[] = [];
  /** Of the command that was looked for last. */
  #key = this.#ownKey;
  readonly #name = Buffer.alloc(NAME_BYTES_MAX);
  #retries = 0;

  constructor(parts: FirstAnswersParts) {
    this.#parts = parts;
    this.#clock = new CommandClock(parts.steadyMs);
  }

  static create({ horizon, commandsInFlightMax, log, steadyMs }: FirstAnswersOptions): FirstAnswers {
    return new FirstAnswers({
      index: new CommandIndex(horizon),
      recent: new RecentJournals(Math.max(RECENT_COMMANDS_MIN, commandsInFlightMax)),
      archive: new AnswerArchive(new LoggedJournals(log)),
      steadyMs: steadyMs ?? (() => performance.now()),
    });
  }

  /** Which names are known: the part of it that a snapshot carries. */
  get index(): CommandIndex {
    return this.#parts.index;
  }

  /** Retries that got their first answer again, since the start. */
  get retries(): number {
    return this.#retries;
  }

  keepReplayed(bytes: Uint8Array, start: number, end: number, sequence: number, timeMs: number): void {
    this.#parts.index.keep(this.#ownKey.read(bytes, start, end), sequence, timeMs);
  }

  /**
   * Gathers what is in memory of the earlier uses of the commands' names, besides what was recalled.
   * @returns also the sequences whose journals are in the log only
   */
  gather(
    commands: readonly EngineCommand[],
    recalled: RecalledJournals = new Map(),
  ): { readonly gathered: GatheredJournals; readonly missing: readonly number[] } {
    const { index, recent } = this.#parts;
    const missing: number[] = [];
    for (let at = 0; at < commands.length; at++) {
      const { accountId, commandId } = commands[at]!;
      if (commandId === '') continue;
      const key = (this.#keys[at] ??= new CommandKey());
      key.read(this.#name, 0, writeName(this.#name, accountId, commandId));
      for (let sequence = index.find(key); sequence !== 0; sequence = index.find(key, sequence)) {
        if (recalled.has(sequence)) continue;
        const journal = recent.find(sequence);
        if (journal === undefined) missing.push(sequence);
        else recalled.set(sequence, journal);
      }
    }
    return { gathered: { journals: recalled, keys: this.#keys }, missing };
  }

  /** Adds journals that are in the log only. @throws ProblemError (as rejection) `ENGINE_OVERLOADED` */
  async recall(sequences: readonly number[], recalled: RecalledJournals): Promise<void> {
    const wanted = [...new Set(sequences)];
    const journals = await this.#parts.archive.read(wanted);
    wanted.forEach((sequence, at) => recalled.set(sequence, journals[at]));
  }

  /** True when so many more commandIds can be kept at the given time. */
  hasRoomFor(count: number, timeMs: () => number): boolean {
    return this.#parts.index.hasRoomFor(count, timeMs);
  }

  /**
   * What a command with a commandId gets without being executed: its first answer, or a refusal; undefined when it is new.
   * `IN_LOG` when that can be said only with journals that are in the log: gather and recall them, and ask again.
   * @param encoded its journal as far as it is known
   */
  find(encoded: Buffer, moment: Moment, { gathered, at }: GatheredPlace): Answer | typeof IN_LOG | undefined {
    const key = gathered.keys[at] ?? this.#readKey(encoded);
    this.#key = key;
    const { journals } = gathered;
    const { index, recent } = this.#parts;
    for (let sequence = index.find(key); sequence !== 0; sequence = index.find(key, sequence)) {
      const journal = journals.get(sequence) ?? recent.find(sequence);
      if (journal === undefined) {
        if (!journals.has(sequence)) return IN_LOG;
        // Gone although it is within the horizon. Most likely it was this command, which must not be executed again.
        return expired(moment.sequence, 'its answer is no longer in the log');
      }
      const command = commandBytes(encoded);
      if (sameName(commandBytes(journal), command)) return this.#again(journal, sequence, command);
    }
    return this.#refusalOf(key.timeMs, moment);
  }

  /** Keeps the command that `find` found to be new, and that was executed then. The journal is copied. */
  keep(journal: Buffer, { sequence, timeMs, durableSequence }: Moment): void {
    this.#parts.index.keep(this.#key, sequence, timeMs);
    this.#parts.recent.keep(sequence, journal, durableSequence);
  }

  /** Waits for what is being read from the log. Called by Nest. */
  onApplicationShutdown(): Promise<void> {
    return this.#parts.archive.close();
  }

  #readKey(encoded: Buffer): CommandKey {
    return this.#ownKey.read(encoded, NAME_OFFSET, NAME_OFFSET + nameLength(encoded, NAME_OFFSET));
  }

  #again(journal: Buffer, sequence: number, command: Buffer): Answer {
    const answer = answerAgain(journal, sequence, command);
    if (answer.isRetry) this.#retries += 1;
    return answer.answer;
  }

  #refusalOf(commandTimeMs: number, { sequence, timeMs }: Moment): Answer | undefined {
    if (Number.isNaN(commandTimeMs)) {
      const detail = `/commandId must be ${COMMAND_ID_RULE}.`;
      return refusalAtTheDoor('REQUEST_INVALID', { sequence: 0, detail });
    }
    const { forgottenTimeMs } = this.#parts.index;
    if (commandTimeMs <= forgottenTimeMs) {
      return expired(sequence, `those up to ${isoTime(forgottenTimeMs)} are forgotten`);
    }
    if (!this.#clock.isTooEarly(commandTimeMs, timeMs)) return undefined;
    const detail =
      `This commandId says ${isoTime(commandTimeMs)}, more than ${COMMAND_ID_AHEAD_MAX_MS / 60_000} minutes ` +
      `ahead of the engine's time, ${isoTime(timeMs)}; set the clock right and use a new commandId.`;
    return refusalAtTheDoor('COMMAND_ID_EARLY', { sequence: 0, detail });
  }
}

function expired(sequence: number, why: string): Answer {
  const detail = `Whether this commandId was used before is no longer known: ${why}. It was not carried out now; look at your orders, then use a new commandId.`;
  return refusalAtTheDoor('COMMAND_ID_EXPIRED', { sequence, detail });
}

/** A commandId may say a time that is no date. */
function isoTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? `${timeMs} ms` : date.toISOString();
}
