import { z } from 'zod';
import { parseHundredths, parseSignedHundredths } from '@backlay/client';

/*
 * The engine's answers as the drill keeps them: prices in hundredths, sizes in minor units. Only what is compared later.
 */

const hundredths = z.string().transform(parseHundredths);

const trade = z.object({ tradeId: z.string(), price: hundredths, size: hundredths });

const order = z.object({
  orderId: z.number(),
  marketId: z.number(),
  runnerId: z.number(),
  accountId: z.string(),
  side: z.enum(['BACK', 'LAY']),
  price: hundredths,
  size: hundredths,
  sizeMatched: hundredths,
  sizeRemaining: hundredths,
  sizeCancelled: hundredths,
  sequence: z.number(),
  trades: z.array(trade).default([]),
});

/** An order as an answer, or a read, shows it. */
export type AnsweredOrder = z.output<typeof order>;
export type AnsweredTrade = z.output<typeof trade>;

const account = z.object({
  accountId: z.string(),
  balance: z.string().transform(parseSignedHundredths),
  sequence: z.number(),
});

const market = z.object({ marketId: z.number(), sequence: z.number() });

const problem = z.object({
  code: z.string(),
  detail: z.string().default(''),
  sequence: z.number().optional(),
});

const batch = z.object({
  results: z.array(
    z.object({ status: z.number(), order: z.unknown().optional(), problem: z.unknown().optional() }),
  ),
});

/** What became of one command. */
export type CommandOutcome =
  | { readonly kind: 'ORDER'; readonly sequence: number; readonly order: AnsweredOrder }
  | { readonly kind: 'MARKET'; readonly sequence: number; readonly marketId: number }
  | {
      readonly kind: 'ACCOUNT';
      readonly sequence: number;
      readonly accountId: string;
      readonly balance: number;
    }
  | { readonly kind: 'REFUSED'; readonly sequence: number; readonly code: string }
  /** Refused for good without having been taken in: a sound client never sees it. */
  | { readonly kind: 'UNFIT'; readonly code: string; readonly detail: string }
  /** Its fate is unknown, or it was not taken: to be sent again as it was. */
  | { readonly kind: 'RETRY'; readonly code: string };

/** Reads the order of a read or of an answer. */
export function readOrder(body: unknown): AnsweredOrder {
  return order.parse(body);
}

/** Reads what the engine says to a single command. */
export function readOutcome(status: number, text: string): CommandOutcome {
  const body = parse(text);
  if (body === undefined) return { kind: 'RETRY', code: `HTTP_${status}` };
  return status < 400 ? accepted(body) : refused(status, body);
}

/** Reads what the engine says to a batch: one outcome per command, in their order. */
export function readOutcomes(status: number, text: string, count: number): CommandOutcome[] {
  if (status !== 200) return Array.from({ length: count }, () => readOutcome(status, text));
  const { results } = batch.parse(JSON.parse(text));
  if (results.length !== count) throw new Error(`a batch of ${count} has ${results.length} results`);
  return results.map((result) =>
    result.order === undefined ? refused(result.status, result.problem) : accepted(result.order),
  );
}

function accepted(body: unknown): CommandOutcome {
  const asOrder = order.safeParse(body);
  if (asOrder.success) return { kind: 'ORDER', sequence: asOrder.data.sequence, order: asOrder.data };
  const asAccount = account.safeParse(body);
  if (asAccount.success) return { kind: 'ACCOUNT', ...asAccount.data };
  const { marketId, sequence } = market.parse(body);
  return { kind: 'MARKET', sequence, marketId };
}

function refused(status: number, body: unknown): CommandOutcome {
  const { code, detail, sequence } = problem.parse(body);
  if (sequence !== undefined) return { kind: 'REFUSED', sequence, code };
  const isPassing = status >= 500 || status === 408 || status === 429;
  return isPassing ? { kind: 'RETRY', code } : { kind: 'UNFIT', code, detail };
}

function parse(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return undefined;
  }
}
