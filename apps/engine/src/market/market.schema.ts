import {
  BetDelayModel,
  CommandKind,
  MarketKind,
  type BettingRules,
  type LadderDefinition,
} from '@backlay/matcher';
import { z } from 'zod';
import {
  commandId,
  currency,
  decimalFrom0,
  decimalInput,
  positiveDecimal,
  readTime,
  runnerId,
  timeInput,
  type DecimalInput,
} from '../http/fields.js';
import { fieldProblem } from '../http/problem.js';
import type { CreateMarketCommand, MarketStepCommand } from '../matching/engine-command.js';
import { NO_CURRENCY } from './market-answer.js';

/** Bounds of the form; the matcher's own rules are narrower and have their own refusals. */
const TEXT_LENGTH_MAX = 1000;
const RUNNERS_MAX = 1000;
const BANDS_MAX = 1000;

const band = z.strictObject({ from: decimalInput, to: decimalInput, step: decimalInput });

const ladder = z
  .union([
    z.strictObject({ kind: z.enum(['CLASSIC', 'FINEST']) }),
    z.strictObject({ kind: z.literal('CUSTOM'), bands: z.array(band).max(BANDS_MAX) }),
  ])
  .describe(
    '{"kind":"CLASSIC"}, {"kind":"FINEST"} or {"kind":"CUSTOM","bands":[{"from":"1.01","to":"2.00","step":"0.01"}]}',
  );

const DELAY_MS_MAX = 60_000;
const COUNT_MAX = 2 ** 31 - 1;

const limits = z.strictObject({
  sizeMax: decimalInput.optional(),
  liabilityMax: decimalInput.optional(),
  exposureMax: decimalInput.optional(),
  orderCountMax: z.int().min(1).max(COUNT_MAX).optional(),
});

/** What only a market with money has. */
const rulesFields = {
  kind: z.enum(['WIN', 'PLACE']).optional(),
  winners: z.int().min(1).max(RUNNERS_MAX).optional(),
  fixture: z.string().max(TEXT_LENGTH_MAX).optional(),
  startTime: timeInput.optional(),
  baseRate: decimalInput.optional(),
  betDelayMs: z.int().min(0).max(DELAY_MS_MAX).optional(),
  betDelayModel: z.enum(['ALL', 'PASSIVE']).optional(),
  limits: limits.optional(),
};

export const createMarketSchema = z.strictObject({
  commandId: commandId.optional(),
  name: z.string().max(TEXT_LENGTH_MAX),
  runners: z.array(z.strictObject({ runnerId, name: z.string().max(TEXT_LENGTH_MAX) })).max(RUNNERS_MAX),
  ladder: ladder.optional(),
  currency,
  ...rulesFields,
});

export const marketStepSchema = z.strictObject({ commandId: commandId.optional() });

export const suspendMarketSchema = z.strictObject({
  commandId: commandId.optional(),
  material: z.boolean().optional(),
});

export type CreateMarketBody = z.infer<typeof createMarketSchema>;
export type MarketStepBody = z.infer<typeof marketStepSchema>;
export type SuspendMarketBody = z.infer<typeof suspendMarketSchema>;

/** A step in the life of a market. */
export type MarketStepKind = MarketStepCommand['kind'];

/** @throws ProblemError for a decimal or a time that is none, or for rules of a market without money */
export function createMarketCommand(body: CreateMarketBody): CreateMarketCommand {
  const rules = bettingRules(body);
  return {
    kind: CommandKind.CreateMarket,
    accountId: '',
    commandId: body.commandId ?? '',
    name: body.name,
    runners: body.runners,
    ladder: ladderDefinition(body.ladder),
    ...(rules !== undefined && { rules }),
  };
}

/** @param body undefined or null when the request has none */
export function marketStepCommand(
  kind: MarketStepKind,
  marketId: number,
  body: MarketStepBody | null | undefined,
): MarketStepCommand {
  return { kind, accountId: '', commandId: body?.commandId ?? '', marketId };
}

export function suspendMarketCommand(
  marketId: number,
  body: SuspendMarketBody | null | undefined,
): MarketStepCommand {
  const step = {
    kind: CommandKind.SuspendMarket,
    accountId: '',
    commandId: body?.commandId ?? '',
    marketId,
  } as const;
  return body?.material === true ? { ...step, material: true } : step;
}

function bettingRules(body: CreateMarketBody): BettingRules | undefined {
  if (body.currency === NO_CURRENCY) {
    const given = (Object.keys(rulesFields) as (keyof typeof rulesFields)[]).find(
      (key) => body[key] !== undefined,
    );
    if (given === undefined) return undefined;
    throw fieldProblem(`/${given}`, `is for markets with money; this one is of the currency ${NO_CURRENCY}`);
  }
  return {
    currency: body.currency,
    kind: MarketKind[body.kind ?? 'WIN'],
    winnerCount: body.winners ?? 1,
    fixture: body.fixture ?? '',
    startTimeMs: body.startTime === undefined ? 0 : readTime(body.startTime, '/startTime'),
    baseRate: body.baseRate === undefined ? 0 : decimalFrom0(body.baseRate, '/baseRate'),
    betDelayMs: body.betDelayMs ?? 0,
    betDelayModel: BetDelayModel[body.betDelayModel ?? 'ALL'],
    limits: {
      sizeMax: limitOf(body.limits?.sizeMax, '/limits/sizeMax'),
      liabilityMax: limitOf(body.limits?.liabilityMax, '/limits/liabilityMax'),
      exposureMax: limitOf(body.limits?.exposureMax, '/limits/exposureMax'),
      orderCountMax: body.limits?.orderCountMax ?? 0,
    },
  };
}

function limitOf(value: DecimalInput | undefined, pointer: string): number {
  return value === undefined ? 0 : positiveDecimal(value, pointer);
}

function ladderDefinition(body: CreateMarketBody['ladder']): LadderDefinition {
  if (body === undefined) return { kind: 'CLASSIC' };
  if (body.kind !== 'CUSTOM') return { kind: body.kind };
  const bands = body.bands.map(({ from, to, step }, index) => ({
    from: positiveDecimal(from, `/ladder/bands/${index}/from`),
    to: positiveDecimal(to, `/ladder/bands/${index}/to`),
    step: positiveDecimal(step, `/ladder/bands/${index}/step`),
  }));
  return { kind: 'CUSTOM', bands };
}
