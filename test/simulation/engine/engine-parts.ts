import type { LogStorage, Timers } from '@backlay/transport';
import { AnswerArchive, LoggedJournals } from '../../../apps/engine/src/answers/answer-archive.js';
import { CommandIndex } from '../../../apps/engine/src/answers/command-index.js';
import { FirstAnswers } from '../../../apps/engine/src/answers/first-answers.js';
import { RecentJournals } from '../../../apps/engine/src/answers/recent-journals.js';
import { Exchange } from '../../../apps/engine/src/matching/exchange.js';
import { EngineState } from '../../../apps/engine/src/snapshot/engine-state.js';

export const LOG_DIRECTORY = '/data/log';
export const SNAPSHOT_DIRECTORY = '/data/snapshots';
export const SHARD = 0;
const COMPLETED_ORDERS = 1_000;
const COMMAND_HORIZON = { commands: 10_000, commandsMax: 100_000, ageMs: 24 * 3_600_000 };
/** So few that many retries are answered from the log. */
const RECENT_JOURNALS = 64;

/** What the commands of the log make, and nothing yet. */
export interface EngineParts {
  readonly exchange: Exchange;
  readonly firstAnswers: FirstAnswers;
  readonly state: EngineState;
}

/** @param forgetsNames a planted bug: a start does not learn which commandIds were used */
export function makeEngineParts(
  { storage, timers }: { storage: LogStorage; timers: Timers },
  forgetsNames = false,
): EngineParts {
  const exchange = new Exchange(COMPLETED_ORDERS);
  const index = new CommandIndex(COMMAND_HORIZON);
  const firstAnswers = new FirstAnswers({
    index,
    recent: new RecentJournals(RECENT_JOURNALS),
    archive: new AnswerArchive(new LoggedJournals({ directory: LOG_DIRECTORY, storage })),
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
