import type { LogStorage, Timers } from '@backlay/transport';
import { AnswerArchive, LoggedJournals } from '../../../apps/engine/src/answers/answer-archive.js';
import { CommandIndex, type CommandHorizon } from '../../../apps/engine/src/answers/command-index.js';
import { FirstAnswers } from '../../../apps/engine/src/answers/first-answers.js';
import { RecentJournals } from '../../../apps/engine/src/answers/recent-journals.js';
import type { EngineConfig } from '../../../apps/engine/src/config.js';
import { Exchange } from '../../../apps/engine/src/matching/exchange.js';
import { EngineState } from '../../../apps/engine/src/snapshot/engine-state.js';

/** Where an engine keeps what it must not lose. */
export type EnginePlace = Pick<EngineConfig, 'logDirectory' | 'snapshotDirectory'>;

export const LOG_DIRECTORY = '/data/log';
export const PLACE: EnginePlace = {
  logDirectory: LOG_DIRECTORY,
  snapshotDirectory: '/data/snapshots',
};
export const SHARD = 0;
const COMPLETED_ORDERS = 1_000;
const COMMAND_HORIZON = {
  commands: 10_000,
  commandsMax: 100_000,
  ageMs: 24 * 3_600_000,
};
/** So short that some names are forgotten in a run. */
export const SHORT_HORIZON: CommandHorizon = { commands: 16, commandsMax: 100_000, ageMs: 2_500 };
/** So few that many retries are answered from the log. */
const RECENT_JOURNALS = 64;

/** What the commands of the log make, and nothing yet. */
export interface EngineParts {
  readonly exchange: Exchange;
  readonly firstAnswers: FirstAnswers;
  readonly state: EngineState;
}

export interface EnginePartsOptions {
  readonly storage: LogStorage;
  readonly timers: Timers;
  readonly place: EnginePlace;
  /** Default: so long that nothing is forgotten in a run. */
  readonly horizon?: CommandHorizon;
}

/** @param forgetsNames a planted bug: a start does not learn which commandIds were used */
export function makeEngineParts(
  { storage, timers, place, horizon }: EnginePartsOptions,
  forgetsNames = false,
): EngineParts {
  const exchange = new Exchange(COMPLETED_ORDERS);
  const index = new CommandIndex(horizon ?? COMMAND_HORIZON);
  const firstAnswers = new FirstAnswers({
    index,
    recent: new RecentJournals(RECENT_JOURNALS),
    archive: new AnswerArchive(new LoggedJournals({ directory: place.logDirectory, storage })),
    steadyMs: () => timers.nowMs(),
  });
  const state = new EngineState({
    shard: SHARD,
    exchange,
    names: forgetsNames ? { keepReplayed: () => undefined } : firstAnswers,
    namesPart: index,
  });
  return { exchange, firstAnswers, state };
}
