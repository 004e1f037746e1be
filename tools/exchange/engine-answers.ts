import { z } from 'zod';
import { parseHundredths, parseSignedHundredths } from './decimal.js';

/*
 * What the tools read of the engine's answers, with decimals turned into whole hundredths. Fields that they have no use
 * for are left out; a field that is missing is an error that names it.
 */

const hundredths = z.string().transform(parseHundredths);
const signedHundredths = z.string().transform(parseSignedHundredths);
const level = z.object({ price: hundredths, size: hundredths });

const runnerBook = z.object({
  runnerId: z.number(),
  availableToBack: z.array(level),
  availableToLay: z.array(level),
});

export const marketAnswer = z.object({ marketId: z.number(), status: z.string(), sequence: z.number() });

export const marketPage = z.object({
  markets: z.array(z.object({ marketId: z.number(), name: z.string(), fixture: z.string().default('') })),
  next: z.string().nullable(),
});

export const bookAnswer = z.object({ sequence: z.number(), runners: z.array(runnerBook) });

const trade = z.object({ price: hundredths, size: hundredths });

export const orderAnswer = z.object({
  orderId: z.number(),
  sizeMatched: hundredths,
  sizeRemaining: hundredths,
  status: z.string(),
  trades: z.array(trade).default([]),
  sequence: z.number(),
});

/** An order as a read shows it. */
export const orderRead = z.object({
  orderId: z.number(),
  runnerId: z.number(),
  side: z.enum(['BACK', 'LAY']),
  price: hundredths,
  sizeMatched: hundredths,
  sizeRemaining: hundredths,
  averagePriceMatched: hundredths.nullable(),
  status: z.string(),
  /** 1 is matched next; null when it rests nowhere. */
  queue: z.object({ place: z.number() }).nullable(),
});

export const orderPage = z.object({ orders: z.array(orderRead), next: z.string().nullable() });

const account = z.object({
  accountId: z.string(),
  currency: z.string(),
  balance: signedHundredths,
  reserved: signedHundredths,
  available: signedHundredths,
});

export const accountAnswer = account.extend({ sequence: z.number() });

export const accountPage = z.object({ accounts: z.array(account), next: z.string().nullable() });

/** All the money of the exchange by currency: balances + commission + rounding = paidIn. */
export const moneyAnswer = z.object({
  money: z.array(
    z.object({
      currency: z.string(),
      balances: signedHundredths,
      commission: signedHundredths,
      rounding: signedHundredths,
      paidIn: signedHundredths,
    }),
  ),
});

export const problemAnswer = z.object({
  code: z.string(),
  detail: z.string().default(''),
  sequence: z.number().optional(),
});

const accepted = z
  .object({ order: orderAnswer })
  .transform(({ order }) => ({ outcome: 'ACCEPTED' as const, order }));
const refused = z
  .object({ problem: problemAnswer })
  .transform(({ problem }) => ({ outcome: 'REFUSED' as const, problem }));

export const batchAnswer = z.object({ results: z.array(z.union([accepted, refused])) });

export type Market = z.output<typeof marketAnswer>;
export type ListedMarket = z.output<typeof marketPage>['markets'][number];
export type RunnerBook = z.output<typeof runnerBook>;
export type OrderState = z.output<typeof orderAnswer>;
export type OrderRead = z.output<typeof orderRead>;
export type Account = z.output<typeof account>;
export type Money = z.output<typeof moneyAnswer>['money'][number];
export type Problem = z.output<typeof problemAnswer>;
export type OrderOutcome = z.output<typeof batchAnswer>['results'][number];
