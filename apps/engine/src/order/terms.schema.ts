import {
  PLAIN_TERMS,
  Persistence,
  SelfMatch,
  TargetKind,
  TimeInForce,
  type OrderTerms,
} from '@backlay/matcher';
import { z } from 'zod';
import { decimalInput, positiveDecimal, readTime, timeInput, type DecimalInput } from '../http/fields.js';
import { fieldProblem } from '../http/problem.js';

const VERSION_MAX = 2 ** 31 - 1;

/** Everything that may be said of an order besides what, how much and at which price; all of it may be left out. */
export const termsFields = {
  target: z
    .strictObject({ kind: z.enum(['PAYOUT', 'BACKERS_PROFIT']), amount: decimalInput })
    .optional()
    .describe('{"kind":"PAYOUT","amount":"20.00"} or BACKERS_PROFIT, in place of a size'),
  persistence: z.enum(['LAPSE', 'PERSIST']).optional(),
  timeInForce: z.enum(['REST', 'FILL_OR_KILL', 'FILL_AND_KILL']).optional(),
  minFillSize: decimalInput.optional(),
  postOnly: z.boolean().optional(),
  goodTill: timeInput.optional(),
  latestAt: timeInput.optional(),
  marketVersion: z.int().min(1).max(VERSION_MAX).optional(),
  selfMatch: z.enum(['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH']).optional(),
};

type TermsBody = z.infer<z.ZodObject<typeof termsFields>> & { readonly size?: DecimalInput | undefined };

/**
 * The size, or the target in its place, in minor units.
 * @throws ProblemError unless it is one of the two, and a decimal
 */
export function wantedSize({ size, target }: TermsBody, at: string): number {
  if (size !== undefined && target !== undefined) {
    throw fieldProblem(`${at}/target`, 'stands in place of a size: give one of the two');
  }
  if (target !== undefined) return positiveDecimal(target.amount, `${at}/target/amount`);
  if (size === undefined) throw fieldProblem(`${at}/size`, 'is missing');
  return positiveDecimal(size, at, '/size');
}

/** The terms of a body; undefined when it has none. @throws ProblemError */
export function termsOf(body: TermsBody, at: string): OrderTerms | undefined {
  if (!hasTerms(body)) return undefined;
  const { target, persistence, timeInForce, minFillSize, postOnly, goodTill, latestAt, marketVersion } = body;
  const terms: OrderTerms = {
    ...PLAIN_TERMS,
    ...(target !== undefined && { target: TargetKind[target.kind] }),
    ...(persistence !== undefined && { persistence: Persistence[persistence] }),
    ...(timeInForce !== undefined && { timeInForce: TimeInForce[timeInForce] }),
    ...(minFillSize !== undefined && { minFillSize: positiveDecimal(minFillSize, `${at}/minFillSize`) }),
    ...(postOnly !== undefined && { postOnly }),
    ...(goodTill !== undefined && { goodTillMs: readTime(goodTill, `${at}/goodTill`) }),
    ...(latestAt !== undefined && { latestMs: readTime(latestAt, `${at}/latestAt`) }),
    ...(marketVersion !== undefined && { marketVersion }),
    ...(body.selfMatch !== undefined && { selfMatch: SelfMatch[body.selfMatch] }),
  };
  return terms;
}

/** Field by field: most orders have none, and nothing is made to find that out. */
function hasTerms(body: TermsBody): boolean {
  return (
    body.target !== undefined ||
    body.persistence !== undefined ||
    body.timeInForce !== undefined ||
    body.minFillSize !== undefined ||
    body.postOnly !== undefined ||
    body.goodTill !== undefined ||
    body.latestAt !== undefined ||
    body.marketVersion !== undefined ||
    body.selfMatch !== undefined
  );
}
