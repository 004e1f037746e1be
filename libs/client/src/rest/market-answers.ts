import { MARKET_STATUSES, type PriceLadder } from '@backlay/contracts';
import {
  AnswerError,
  fields,
  flag,
  hundredths,
  list,
  nullable,
  oneOf,
  optional,
  text,
  time,
  whole,
  type Read,
} from './reading.js';

const kind = fields({ kind: oneOf('CLASSIC', 'FINEST', 'CUSTOM') });
const bands = fields({
  bands: list(fields({ from: hundredths, to: hundredths, step: hundredths })),
});

function ladder(value: unknown): PriceLadder {
  const { kind: read } = kind(value);
  return read === 'CUSTOM' ? { kind: read, bands: bands(value).bands } : { kind: read };
}

const runner = fields({
  runnerId: whole,
  name: text,
  status: oneOf('ACTIVE', 'REMOVED', 'WINNER', 'PLACED', 'LOSER'),
  /** Hundredths of a percent, of a removed runner. */
  reductionFactor: optional(hundredths),
});

const marketFields = {
  marketId: whole,
  name: text,
  status: oneOf(...MARKET_STATUSES),
  runners: list(runner),
  ladder,
  createdAt: time,
  /** `XXX` for a market without money, which has none of what follows. */
  currency: text,
  kind: optional(oneOf('WIN', 'PLACE')),
  winners: optional(whole),
  fixture: optional(text),
  startTime: optional(nullable(time)),
  inPlay: optional(flag),
  version: optional(whole),
  materialVersion: optional(whole),
  /** Hundredths of a percent. */
  baseRate: optional(hundredths),
  betDelayMs: optional(whole),
  betDelayModel: optional(oneOf('ALL', 'PASSIVE')),
  limits: optional(
    fields({
      sizeMax: nullable(hundredths),
      liabilityMax: nullable(hundredths),
      exposureMax: nullable(hundredths),
      orderCountMax: nullable(whole),
    }),
  ),
  tied: optional(list(whole)),
};

export const marketReader = fields(marketFields);
export const marketStepReader = fields({ ...marketFields, sequence: whole });
export const marketPageReader = fields({ markets: list(marketReader), next: nullable(text) });

const level = fields({ price: hundredths, size: hundredths, orders: whole });

const runnerBook = fields({
  runnerId: whole,
  availableToBack: list(level),
  availableToLay: list(level),
});

export const bookReader = fields({
  marketId: whole,
  name: text,
  status: oneOf(...MARKET_STATUSES),
  sequence: whole,
  runners: list(runnerBook),
});

export const runnerBookReader = (value: unknown): RunnerBook => {
  const [only] = bookReader(value).runners;
  if (!only) throw new AnswerError('names no runner', 'runners');
  return only;
};

/** A market as the engine has it. */
export type Market = Read<typeof marketReader>;
/** A market as a command has left it. */
export type MarketStep = Read<typeof marketStepReader>;
/** The books of a market at a sequence. */
export type Book = Read<typeof bookReader>;
/** What rests on a runner, best price first. */
export type RunnerBook = Read<typeof runnerBook>;
