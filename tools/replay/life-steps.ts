import type { NewMarket } from '@backlay/client';
import type { RunnerResult } from '@backlay/contracts';
import type { MarketCommand } from '../exchange/engine-client.js';
import { isRemoved } from './recorded-life.js';
import type { MarketDefinition, RunnerDefinition } from './recorded-message.js';

export type MarketStatus = 'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED';

/** How far the engine's market has come. */
export interface LifeState {
  readonly status: MarketStatus;
  readonly inPlay: boolean;
  readonly startTimeMs: number | undefined;
  readonly removed: ReadonlySet<number>;
}

/** One command on the engine's market. */
export interface LifeStep {
  readonly command: MarketCommand;
  /** Why orders leave the book by it, besides the close. */
  readonly lapses?: 'REMOVAL' | 'TURN_IN_PLAY' | 'SUSPENSION';
  readonly removal?: Removal;
}

export interface Removal {
  readonly runnerId: number;
  /** In hundredths of a percent. */
  readonly factor: number;
}

export interface LifeSteps {
  readonly steps: readonly LifeStep[];
  readonly state: LifeState;
  /** Why a closed market is not settled. */
  readonly unsettled?: string;
}

const RESULTS = new Set(['WINNER', 'PLACED', 'LOSER']);

/** Money of the recorded markets, whatever the recorded exchange counted in. */
export const CURRENCY = 'GBP';

/** The commission of a definition that names none. */
const NO_COMMISSION = 0;

/** The kind and the number of winners; recordings of old have none. */
export function marketKind(definition: MarketDefinition): { kind: 'WIN' | 'PLACE'; winners: number } {
  const winners = definition.numberOfWinners || 1;
  return { kind: winners === 1 ? 'WIN' : 'PLACE', winners };
}

/** A market as its first definition describes it, but for the bet delay. */
export function newMarket(recordedName: string, definition: MarketDefinition): NewMarket {
  const title = definition.name ?? definition.marketType;
  return {
    name: title ? `${recordedName} ${title}` : recordedName,
    runners: definition.runners.map(({ id, name }) => ({ runnerId: id, name: name ?? `Runner ${id}` })),
    ladder: { kind: definition.priceLadderDefinition?.type === 'FINEST' ? 'FINEST' : 'CLASSIC' },
    currency: CURRENCY,
    ...marketKind(definition),
    baseRate: toHundredths(definition.marketBaseRate ?? NO_COMMISSION),
    ...(definition.eventName && { fixture: definition.eventName }),
    ...(definition.marketTime && { startTimeMs: Date.parse(definition.marketTime) }),
  };
}

/**
 * What brings the engine's market from where it is to what a definition says, in the order in which it has to happen:
 * removals and the turn in-play come while the market is still suspended.
 *
 * @param isMaterial whether the suspension, if this is one, takes everything off the books
 */
export function lifeSteps(from: LifeState, definition: MarketDefinition, isMaterial: boolean): LifeSteps {
  if (from.status === 'CLOSED') return { steps: [], state: from };
  const steps: LifeStep[] = [];
  const startTimeMs = !definition.marketTime ? from.startTimeMs : Date.parse(definition.marketTime);
  if (startTimeMs !== undefined && startTimeMs !== from.startTimeMs)
    steps.push({ command: { kind: 'start-time', startTimeMs } });
  let { status } = from;
  if (status === 'OPEN' && definition.status !== 'OPEN' && definition.status !== 'CLOSED') {
    steps.push({
      command: { kind: 'suspend', material: isMaterial },
      ...(isMaterial && { lapses: 'SUSPENSION' as const }),
    });
    status = 'SUSPENDED';
  }
  const removals = newRemovals(from.removed, definition.runners);
  steps.push(...removals.map(removalStep));
  const removed = new Set([...from.removed, ...removals.map(({ runnerId }) => runnerId)]);
  if (status === 'INACTIVE' && definition.status === 'OPEN') {
    steps.push({ command: { kind: 'open' } });
    status = 'OPEN';
  }
  const turns = definition.inPlay === true && !from.inPlay && status !== 'INACTIVE';
  if (turns) steps.push({ command: { kind: 'turn-in-play' }, lapses: 'TURN_IN_PLAY' });
  const state = { inPlay: from.inPlay || turns, startTimeMs, removed };
  if (definition.status === 'CLOSED') return closing(steps, { ...state, status: 'CLOSED' }, definition);
  if (status === 'SUSPENDED' && definition.status === 'OPEN') {
    steps.push({ command: { kind: 'resume' } });
    status = 'OPEN';
  }
  return { steps, state: { ...state, status } };
}

function closing(steps: readonly LifeStep[], state: LifeState, definition: MarketDefinition): LifeSteps {
  const close: LifeStep = { command: { kind: 'close' } };
  const racing = definition.runners.filter(({ id }) => !state.removed.has(id));
  if (racing.length === 0) return { steps: [...steps, close, { command: { kind: 'void' } }], state };
  const unsettled = whyUnsettled(racing, definition);
  if (unsettled !== undefined) return { steps: [...steps, close], state, unsettled };
  const results = racing.map(({ id, status }) => ({ runnerId: id, result: status as RunnerResult }));
  return { steps: [...steps, close, { command: { kind: 'settle', results } }], state };
}

function whyUnsettled(racing: readonly RunnerDefinition[], definition: MarketDefinition): string | undefined {
  const { kind, winners } = marketKind(definition);
  const unknown = racing.find(({ status }) => !RESULTS.has(status));
  if (unknown) return `the recording has no result for runner ${unknown.id}`;
  const winning = racing.filter(
    ({ status }) => status === 'WINNER' || (kind === 'PLACE' && status === 'PLACED'),
  );
  if (winning.length < Math.min(winners, racing.length))
    return `the recording names ${winning.length} winners of ${winners}`;
  // The recording does not say which of them share the last places.
  if (kind === 'PLACE' && winning.length > winners)
    return `the recording names ${winning.length} winners for ${winners} places`;
  return undefined;
}

function newRemovals(known: ReadonlySet<number>, runners: readonly RunnerDefinition[]): Removal[] {
  return runners
    .filter(({ id, status }) => isRemoved(status) && !known.has(id))
    .map(({ id, adjustmentFactor }) => ({ runnerId: id, factor: toHundredths(adjustmentFactor ?? 0) }));
}

function removalStep(removal: Removal): LifeStep {
  return {
    command: { kind: 'remove', runnerId: removal.runnerId, reductionFactor: removal.factor },
    lapses: 'REMOVAL',
    removal,
  };
}

function toHundredths(percent: number): number {
  return Math.round(percent * 100);
}
