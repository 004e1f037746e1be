import { basename } from 'node:path';
import { SIDES, type Side } from '../exchange/ladder.js';
import { RecordedMarket } from './recorded-market.js';
import type { MarketChange, MarketDefinition } from './recorded-message.js';
import { RecordingError } from './recording-error.js';
import { readRecording } from './recording-reader.js';

/** A level of a runner, by the side of the resting orders. */
export interface LevelPlace {
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
}

/** Messages from a line on, up to another one. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What only the rest of a recording can tell of a market at some moment: orders say when they are placed whether they
 * outlive the turn in-play, and a market's bet delay is set when it is made.
 */
export class RecordedLife {
  /** In-play, in seconds; 0 when the market is never in-play. */
  betDelay = 0;
  betDelayModel: 'ALL' | 'PASSIVE' = 'ALL';
  /** Suspensions in which everything was taken off the books although nobody was removed: their lines. */
  readonly materialLines = new Set<number>();
  /** From the suspension in which a runner is removed to the message that says so. */
  readonly removals: Span[] = [];
  /** The message after which nothing is on the books any more until the close; Infinity when there is none. */
  emptyFrom = Number.POSITIVE_INFINITY;
  /** The message that turns the market in-play; Infinity when none does. */
  private turnLine = Number.POSITIVE_INFINITY;
  /** Levels that were there before the turn in-play and after it; undefined when the market never turns. */
  private keptAtTurn: ReadonlySet<string> | undefined;

  /** Whether the removal of a runner is still to come in the suspension that this line is in. */
  awaitsRemoval(line: number): boolean {
    return this.removals.some(({ from, to }) => line >= from && line < to);
  }

  /** The survey has come to the end of the turn in-play. */
  noteTurn(line: number, kept: ReadonlySet<string>): void {
    this.turnLine = line;
    this.keptAtTurn = kept;
  }

  isKeptAtTurn(place: LevelPlace): boolean {
    return this.keptAtTurn?.has(levelKey(place)) ?? false;
  }

  /**
   * Orders that are still there after the turn in-play are PERSIST. LAYs before a removal that comes first are not: it
   * takes them out.
   * @param line at which the order is placed
   */
  persists(place: LevelPlace, line: number): boolean {
    if (!this.isKeptAtTurn(place)) return false;
    return place.side === 'BACK' || !this.removals.some(({ to }) => line < to && to <= this.turnLine);
  }
}

/** Tells levels apart. */
export function levelKey({ runnerId, side, price }: LevelPlace): string {
  return `${runnerId} ${side} ${price}`;
}

/** What there is to know of a recording before it is replayed. */
export interface RecordingSurvey {
  readonly messages: number;
  /** By the recording's name of the market. */
  readonly lives: ReadonlyMap<string, RecordedLife>;
}

/**
 * Reads a whole recording, so that a broken line is known before anything is sent.
 *
 * @throws RecordingError
 */
export async function surveyRecording(file: string): Promise<RecordingSurvey> {
  const markets = new Map<string, MarketSurvey>();
  let messages = 0;
  for await (const { line, message } of readRecording(file)) {
    messages += 1;
    for (const change of message.mc ?? []) {
      const market = markets.get(change.id) ?? new MarketSurvey();
      markets.set(change.id, market);
      atLine({ file, line }, () => market.add(change, { line, timeMs: message.pt }));
    }
  }
  return { messages, lives: new Map([...markets].map(([name, market]) => [name, market.finish()])) };
}

/** Names the line in what goes wrong with it. */
function atLine({ file, line }: { file: string; line: number }, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new RecordingError(`${basename(file)}, line ${line}: ${error.message}`, { cause: error });
  }
}

/** Where a message stands. */
interface Moment {
  readonly line: number;
  readonly timeMs: number;
}

interface Suspension {
  readonly from: number;
  /** The message that took the last level off the books. */
  emptiedAt: number | undefined;
  /** It has another reason than an incident: a removal, the turn in-play. */
  isOther: boolean;
}

/** Follows one market of a recording to the end. */
export class MarketSurvey {
  private readonly life = new RecordedLife();
  private readonly market = new RecordedMarket();
  private readonly removed = new Set<number>();
  /** The message that turned the market in-play, until the time of the recording has moved on. */
  private turn: (Moment & { readonly before: ReadonlySet<string> }) | undefined;
  private suspension: Suspension | undefined;

  add(change: MarketChange, moment: Moment): void {
    if (this.turn?.timeMs !== moment.timeMs) this.noteTurn();
    if (change.marketDefinition) this.addDefinition(change.marketDefinition, moment);
    const { suspension } = this;
    const hadLevels = suspension !== undefined && this.levels().size > 0;
    this.market.apply(change);
    if (hadLevels && this.levels().size === 0) suspension.emptiedAt = moment.line;
  }

  finish(): RecordedLife {
    this.noteTurn();
    return this.life;
  }

  private addDefinition(definition: MarketDefinition, { line, timeMs }: Moment): void {
    const { definition: before } = this.market;
    if (before?.status === 'OPEN' && definition.status === 'SUSPENDED') {
      const isNewVersion = before.version !== definition.version;
      this.suspension = { from: line, emptiedAt: undefined, isOther: !isNewVersion };
    }
    this.addRemovals(definition, line);
    if (definition.inPlay && !before?.inPlay) {
      this.life.betDelay = definition.betDelay ?? 0;
      if (definition.betDelayModels?.includes('PASSIVE')) this.life.betDelayModel = 'PASSIVE';
      if (this.suspension) this.suspension.isOther = true;
      if (before) this.turn = { line, timeMs, before: this.levels() };
    }
    if (definition.status !== 'SUSPENDED') this.endSuspension(definition.status);
  }

  private endSuspension(status: string): void {
    const { suspension } = this;
    this.suspension = undefined;
    if (suspension?.emptiedAt === undefined) return;
    const { from, emptiedAt, isOther } = suspension;
    if (status === 'CLOSED') this.life.emptyFrom = emptiedAt;
    else if (!isOther) this.life.materialLines.add(from);
  }

  private addRemovals(definition: MarketDefinition, line: number): void {
    for (const { id, status } of definition.runners) {
      if (!isRemoved(status) || this.removed.has(id)) continue;
      this.removed.add(id);
      if (this.market.definition === undefined) continue;
      this.life.removals.push({ from: this.suspension?.from ?? line, to: line });
      if (this.suspension) this.suspension.isOther = true;
    }
  }

  private noteTurn(): void {
    const { turn } = this;
    if (!turn) return;
    const after = this.levels();
    this.life.noteTurn(turn.line, new Set([...turn.before].filter((level) => after.has(level))));
    this.turn = undefined;
  }

  private levels(): Set<string> {
    const levels = new Set<string>();
    for (const runnerId of this.market.runnerIds) {
      const ladder = this.market.ladder(runnerId);
      for (const side of SIDES) {
        for (const price of ladder[side].keys()) levels.add(levelKey({ runnerId, side, price }));
      }
    }
    return levels;
  }
}

/** REMOVED, and what is like it: REMOVED_VACANT. */
export function isRemoved(status: string): boolean {
  return status.startsWith('REMOVED');
}
