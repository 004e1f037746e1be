import { CommandKind } from '@backlay/matcher';
import { z } from 'zod';
import {
  commandId,
  decimalInput,
  idText,
  marketId,
  positiveDecimal,
  readId,
  runnerId,
} from '../http/fields.js';
import { fieldProblem } from '../http/problem.js';
import type { CashOutCommand } from '../matching/engine-command.js';
import { matcherSide } from '../matching/wire-names.js';
import type { SupposedOrder } from './position-answer.js';

const WHOLE = 10_000;

export const decimalQuery = z.string().max(20).describe('a decimal with at most two digits after the point');

export const cashOutSchema = z.strictObject({
  commandId: commandId.optional(),
  marketId,
  runnerId,
  percent: decimalInput.optional(),
  price: decimalInput,
});

export type CashOutBody = z.infer<typeof cashOutSchema>;

/** @throws ProblemError for a decimal that is none */
export function cashOutCommand(accountId: string, body: CashOutBody): CashOutCommand {
  return {
    kind: CommandKind.CashOut,
    accountId,
    commandId: body.commandId ?? '',
    marketId: body.marketId,
    runnerId: body.runnerId,
    share: shareOf(body.percent, '/percent'),
    price: positiveDecimal(body.price, '/price'),
  };
}

/** Hundredths of a percent, all of it when nothing is said. @throws ProblemError */
export function shareOf(percent: string | number | undefined, pointer: string): number {
  return percent === undefined ? WHOLE : positiveDecimal(percent, pointer);
}

export interface SupposedQuery {
  readonly runnerId?: string;
  readonly side?: 'BACK' | 'LAY';
  readonly price?: string;
  readonly size?: string;
}

/** The query parameters of an order that is only asked about. */
export const SUPPOSED_QUERY = {
  runnerId: {
    schema: idText,
    description: 'What if: the runner of an order that is only supposed',
    example: 1,
    optional: true,
  },
  side: { schema: z.enum(['BACK', 'LAY']), description: 'Its side', example: 'BACK', optional: true },
  price: { schema: decimalQuery, description: 'Its price', example: '4.00', optional: true },
  size: { schema: decimalQuery, description: 'Its size', example: '10.00', optional: true },
} as const;

/** @throws ProblemError unless all four are given, or none */
export function supposedOrder(query: SupposedQuery): SupposedOrder | undefined {
  const { runnerId: runner, side, price, size } = query;
  if (runner === undefined && side === undefined && price === undefined && size === undefined)
    return undefined;
  if (runner === undefined || side === undefined || price === undefined || size === undefined) {
    throw fieldProblem('?runnerId', 'goes with side, price and size: give all four, or none');
  }
  return {
    runnerId: readId(runner, '?runnerId'),
    side: matcherSide(side),
    price: positiveDecimal(price, '?price'),
    size: positiveDecimal(size, '?size'),
  };
}
