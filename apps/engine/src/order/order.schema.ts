import { CommandKind } from '@backlay/matcher';
import { z } from 'zod';
import {
  commandId,
  decimalInput,
  marketId,
  orderId,
  positiveDecimal,
  runnerId,
  side,
} from '../http/fields.js';
import type {
  CancelAllCommand,
  CancelOrderCommand,
  PlaceOrderCommand,
  ReplaceOrderCommand,
} from '../matching/engine-command.js';
import { matcherSide } from '../matching/wire-names.js';
import { termsFields, termsOf, wantedSize } from './terms.schema.js';

/** Most orders, or cancels, of one batch. */
export const BATCH_COUNT_MAX = 200;

export const placeOrderSchema = z.strictObject({
  commandId: commandId.optional(),
  marketId,
  runnerId,
  side,
  price: decimalInput,
  size: decimalInput.optional(),
  ...termsFields,
});

export const placeBatchSchema = z.strictObject({
  orders: z.array(placeOrderSchema).min(1).max(BATCH_COUNT_MAX),
});

export const cancelOrderSchema = z.strictObject({ commandId: commandId.optional() });

export const reduceOrderSchema = z.strictObject({
  commandId: commandId.optional(),
  size: decimalInput,
});

export const replaceOrderSchema = z.strictObject({
  commandId: commandId.optional(),
  price: decimalInput.optional(),
  size: decimalInput.optional(),
});

export const cancelAllSchema = z.strictObject({ commandId: commandId.optional(), marketId });

export const cancelBatchSchema = z.strictObject({
  cancels: z
    .array(z.strictObject({ commandId: commandId.optional(), orderId, size: decimalInput.optional() }))
    .min(1)
    .max(BATCH_COUNT_MAX),
});

export type PlaceOrderBody = z.infer<typeof placeOrderSchema>;
export type PlaceBatchBody = z.infer<typeof placeBatchSchema>;
export type CancelOrderBody = z.infer<typeof cancelOrderSchema>;
export type ReduceOrderBody = z.infer<typeof reduceOrderSchema>;
export type ReplaceOrderBody = z.infer<typeof replaceOrderSchema>;
export type CancelAllBody = z.infer<typeof cancelAllSchema>;
export type CancelBatchBody = z.infer<typeof cancelBatchSchema>;

/*
 * From a body of the right form to a command: decimals become integers here and nowhere else. The account is that of
 * the key which the request came with: no body names one.
 * `at` is the JSON pointer to the body's place, for batches. All of them throw ProblemError for a decimal that is none.
 */

export function placeCommand(accountId: string, body: PlaceOrderBody, at = ''): PlaceOrderCommand {
  const terms = termsOf(body, at);
  const place = {
    kind: CommandKind.PlaceOrder,
    accountId,
    commandId: body.commandId ?? '',
    marketId: body.marketId,
    runnerId: body.runnerId,
    side: matcherSide(body.side),
    price: positiveDecimal(body.price, at, '/price'),
    size: wantedSize(body, at),
  } as const;
  return terms === undefined ? place : { ...place, terms };
}

const ORDER_POINTERS = Array.from({ length: BATCH_COUNT_MAX }, (_, index) => `/orders/${index}`);

export function placeCommands(accountId: string, { orders }: PlaceBatchBody): PlaceOrderCommand[] {
  return orders.map((order, index) => placeCommand(accountId, order, ORDER_POINTERS[index]));
}

export function cancelCommand(
  accountId: string,
  orderId: number,
  body: CancelOrderBody | null | undefined,
): CancelOrderCommand {
  return { kind: CommandKind.CancelOrder, accountId, commandId: body?.commandId ?? '', orderId, size: 0 };
}

export function reduceCommand(accountId: string, orderId: number, body: ReduceOrderBody): CancelOrderCommand {
  return {
    kind: CommandKind.CancelOrder,
    accountId,
    commandId: body.commandId ?? '',
    orderId,
    size: positiveDecimal(body.size, '/size'),
  };
}

export function replaceCommand(
  accountId: string,
  orderId: number,
  body: ReplaceOrderBody,
): ReplaceOrderCommand {
  const price = body.price === undefined ? 0 : positiveDecimal(body.price, '/price');
  const size = body.size === undefined ? 0 : positiveDecimal(body.size, '/size');
  return {
    kind: CommandKind.ReplaceOrder,
    accountId,
    commandId: body.commandId ?? '',
    orderId,
    price,
    size,
  };
}

export function cancelAllCommand(accountId: string, body: CancelAllBody): CancelAllCommand {
  return {
    kind: CommandKind.CancelAll,
    accountId,
    commandId: body.commandId ?? '',
    marketId: body.marketId,
  };
}

export function cancelBatchCommands(accountId: string, { cancels }: CancelBatchBody): CancelOrderCommand[] {
  return cancels.map((cancel, index) => ({
    kind: CommandKind.CancelOrder,
    accountId,
    commandId: cancel.commandId ?? '',
    orderId: cancel.orderId,
    size: cancel.size === undefined ? 0 : positiveDecimal(cancel.size, `/cancels/${index}/size`),
  }));
}
