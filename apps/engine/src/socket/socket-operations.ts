import { CommandKind } from '@backlay/matcher';
import { z } from 'zod';
import { heartbeatCommand, heartbeatSchema, ownStopCommand, stopSchema } from '../account/account.schema.js';
import { HEARTBEAT, RESUME_OWN_ACCOUNT, STOP_OWN_ACCOUNT } from '../account/own-account.operations.js';
import { orderId } from '../http/fields.js';
import type { OperationDocs } from '../http/operation.js';
import {
  CANCEL_ALL,
  CANCEL_BATCH,
  CANCEL_ORDER,
  PLACE_BATCH,
  PLACE_ORDER,
  REDUCE_ORDER,
  REPLACE_ORDER,
} from '../order/order.operations.js';
import {
  cancelAllCommand,
  cancelAllSchema,
  cancelBatchCommands,
  cancelBatchSchema,
  cancelCommand,
  cancelOrderSchema,
  placeBatchSchema,
  placeCommand,
  placeCommands,
  placeOrderSchema,
  reduceCommand,
  reduceOrderSchema,
  replaceCommand,
  replaceOrderSchema,
} from '../order/order.schema.js';
import { CASH_OUT } from '../position/position.operations.js';
import { cashOutCommand, cashOutSchema } from '../position/position.schema.js';
import type { Answer } from '../sequencer/answer.js';
import type { CommandDesk } from '../sequencer/command-desk.js';
import { plainOrderCommand, type PlainOrder } from './plain-order.js';

type Taken = Answer | Promise<Answer>;

/** An operation of HTTP that can be asked for over the socket, too. */
export interface SocketOperation {
  /** Access, refusals, answer and bounds are those of HTTP. */
  readonly docs: OperationDocs;
  /** The body of HTTP; what stands in the path there, stands in it here. */
  readonly body: z.ZodType;
  /** Takes risk away, and is let in when others are not. */
  readonly isRelief: boolean;
  /** @param body of the form that `body` describes. @throws ProblemError, as the operation of HTTP does */
  take(desk: CommandDesk, accountId: string, body: unknown): Taken;
}

interface Parts<Body extends z.ZodType> {
  readonly docs: OperationDocs;
  readonly body: Body;
  readonly isRelief?: boolean;
  readonly take: (desk: CommandDesk, accountId: string, body: z.infer<Body>) => Taken;
}

function operation<Body extends z.ZodType>({ isRelief = false, ...parts }: Parts<Body>): SocketOperation {
  // The compiled schema has seen to the form.
  return {
    ...parts,
    isRelief,
    take: (desk, accountId, body) => parts.take(desk, accountId, body as z.infer<Body>),
  };
}

/** What a client may ask for, by the `op` of the message. */
export const SOCKET_OPERATIONS = {
  place: operation({
    docs: PLACE_ORDER,
    body: placeOrderSchema,
    take: (desk, accountId, body) => desk.take(placeCommand(accountId, body)),
  }),
  placeBatch: operation({
    docs: PLACE_BATCH,
    body: placeBatchSchema,
    take: (desk, accountId, body) => desk.takeAll(placeCommands(accountId, body)),
  }),
  cancel: operation({
    docs: CANCEL_ORDER,
    body: cancelOrderSchema.extend({ orderId }),
    isRelief: true,
    take: (desk, accountId, body) => desk.take(cancelCommand(accountId, body.orderId, body)),
  }),
  reduce: operation({
    docs: REDUCE_ORDER,
    body: reduceOrderSchema.extend({ orderId }),
    isRelief: true,
    take: (desk, accountId, body) => desk.take(reduceCommand(accountId, body.orderId, body)),
  }),
  replace: operation({
    docs: REPLACE_ORDER,
    body: replaceOrderSchema.extend({ orderId }),
    take: (desk, accountId, body) => desk.take(replaceCommand(accountId, body.orderId, body)),
  }),
  cancelBatch: operation({
    docs: CANCEL_BATCH,
    body: cancelBatchSchema,
    isRelief: true,
    take: (desk, accountId, body) => desk.takeAll(cancelBatchCommands(accountId, body)),
  }),
  cancelAll: operation({
    docs: CANCEL_ALL,
    body: cancelAllSchema,
    isRelief: true,
    take: (desk, accountId, body) => desk.take(cancelAllCommand(accountId, body)),
  }),
  cashOut: operation({
    docs: CASH_OUT,
    body: cashOutSchema,
    take: (desk, accountId, body) => desk.take(cashOutCommand(accountId, body)),
  }),
  heartbeat: operation({
    docs: HEARTBEAT,
    body: heartbeatSchema,
    take: (desk, accountId, body) => desk.take(heartbeatCommand(accountId, body)),
  }),
  stop: operation({
    docs: STOP_OWN_ACCOUNT,
    body: stopSchema,
    take: (desk, accountId, body) => desk.take(ownStopCommand(CommandKind.StopAccount, accountId, body)),
  }),
  resume: operation({
    docs: RESUME_OWN_ACCOUNT,
    body: stopSchema,
    take: (desk, accountId, body) => desk.take(ownStopCommand(CommandKind.ResumeAccount, accountId, body)),
  }),
} as const satisfies Record<string, SocketOperation>;

/** As `place`, for an order that was read directly: nothing of its form is left to be checked. */
export const PLAIN_PLACE: SocketOperation = {
  ...SOCKET_OPERATIONS.place,
  take: (desk, accountId, order) => desk.take(plainOrderCommand(accountId, order as PlainOrder)),
};

export type SocketOperationName = keyof typeof SOCKET_OPERATIONS;

/** The operation of this name; undefined when there is none. */
export function socketOperation(name: unknown): SocketOperation | undefined {
  return typeof name === 'string' ? BY_NAME.get(name) : undefined;
}

/** Not an object: every object has names that nobody gave it. */
const BY_NAME: ReadonlyMap<string, SocketOperation> = new Map(Object.entries(SOCKET_OPERATIONS));
