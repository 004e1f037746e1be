import { z } from 'zod';
import { errorMessage } from '../error-message.js';

/** A level as recorded: `[price, size]` in decimals; size 0 removes it. */
const level = z.tuple([z.number(), z.number().nonnegative()]);
const levels = z.array(level).nullish();

const runnerChange = z.object({
  id: z.int().positive(),
  hc: z.number().nullish(),
  atb: levels,
  atl: levels,
  trd: levels,
});

const runnerDefinition = z.object({
  id: z.int().positive(),
  status: z.string(),
  name: z.string().nullish(),
  /** Percent by which prices fall when the runner is removed. */
  adjustmentFactor: z.number().nullish(),
});

const marketDefinition = z.object({
  status: z.string(),
  name: z.string().nullish(),
  marketType: z.string().nullish(),
  eventName: z.string().nullish(),
  marketTime: z.string().nullish(),
  version: z.number().nullish(),
  inPlay: z.boolean().nullish(),
  /** Seconds. */
  betDelay: z.number().nullish(),
  betDelayModels: z.array(z.string()).nullish(),
  numberOfWinners: z.int().nullish(),
  /** Percent. */
  marketBaseRate: z.number().nullish(),
  priceLadderDefinition: z.object({ type: z.string() }).nullish(),
  runners: z.array(runnerDefinition),
});

export const marketChange = z.object({
  id: z.string().min(1),
  img: z.boolean().nullish(),
  marketDefinition: marketDefinition.nullish(),
  rc: z.array(runnerChange).nullish(),
});

const message = z.object({
  op: z.string(),
  pt: z.number(),
  mc: z.array(marketChange).nullish(),
});

/** One line of a recording; fields that the replay has no use for are left out. */
export type RecordedMessage = z.output<typeof message>;
/** What one message says about one market. */
export type MarketChange = z.output<typeof marketChange>;
export type MarketDefinition = z.output<typeof marketDefinition>;
export type RunnerDefinition = z.output<typeof runnerDefinition>;
export type RunnerChange = z.output<typeof runnerChange>;

/**
 * Reads one line.
 *
 * @throws Error that says in a few words what is wrong with the line
 */
export function parseMessage(line: string): RecordedMessage {
  const parsed = message.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`not a market message: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`not JSON: ${errorMessage(error)}`, { cause: error });
  }
}
