import { BATCH_BODY_BYTES_MAX } from '../http/body-limits.js';
import { accountId, idText, orderIdText } from '../http/fields.js';
import {
  COMMAND_REFUSALS,
  READ_REFUSALS,
  type OperationDocs,
  type ParameterDocs,
} from '../http/operation.js';
import type { ProblemCode } from '../http/problem-catalog.js';
import { LIMIT_DEFAULT, limitText } from '../http/paging.js';
import {
  BATCH_COUNT_MAX,
  cancelAllSchema,
  cancelBatchSchema,
  cancelOrderSchema,
  placeBatchSchema,
  placeOrderSchema,
  reduceOrderSchema,
  replaceOrderSchema,
} from './order.schema.js';

/** Why an account may not place an order in a market with money. */
export const ACCOUNT_REJECTS = [
  'ACCOUNT_UNKNOWN',
  'CURRENCY_MISMATCH',
  'ACCOUNT_STOPPED',
  'ORDER_RATE_EXCEEDED',
  'ORDER_COUNT_EXCEEDED',
  'SIZE_LIMIT_EXCEEDED',
  'LIABILITY_LIMIT_EXCEEDED',
  'EXPOSURE_LIMIT_EXCEEDED',
  'POSITION_TOO_LARGE',
  'INSUFFICIENT_FUNDS',
] as const satisfies readonly ProblemCode[];

const PLACE_REJECTS = [
  'MARKET_UNKNOWN',
  'MARKET_INACTIVE',
  'MARKET_SUSPENDED',
  'MARKET_CLOSED',
  'RUNNER_UNKNOWN',
  'RUNNER_REMOVED',
  'PRICE_INVALID',
  'PRICE_OFF_LADDER',
  'SIZE_INVALID',
  'ORDER_LIMIT_REACHED',
  'POSITION_LIMIT_REACHED',
  'ACCOUNT_LIMIT_REACHED',
  'TERMS_CONFLICT',
  'MIN_FILL_SIZE_INVALID',
  'GOOD_TILL_INVALID',
  'ORDER_LATE',
  'MARKET_VERSION_CHANGED',
  'TARGET_TOO_SMALL',
  'TRADE_LIMIT_REACHED',
  ...ACCOUNT_REJECTS,
  'POST_ONLY_WOULD_MATCH',
] as const satisfies readonly ProblemCode[];

const orderIdParam: ParameterDocs = {
  schema: orderIdText,
  description: 'The order, as the answer to its placing named it',
  example: 1,
};

const IDEMPOTENT =
  'With a `commandId` a retry is safe: the same command of the same account gets its first answer again, byte for byte. It has the time of its first sending in front.';

export const PLACE_ORDER: OperationDocs = {
  summary: 'Place an order',
  description:
    'Matches at once what it can, best price first, oldest first, always at the price of the resting order; the rest goes into the book. ' +
    'A BACK at a price takes every LAY at that price or higher, a LAY every BACK at that price or lower. The answer comes when the order is on disk. ' +
    'In a market with money the worst case over all results is held back first; in-play the order may have to wait for the bet delay (`status` WAITING). ' +
    'Terms: `target` in place of `size`, `persistence`, `timeInForce` with `minFillSize`, `postOnly`, `goodTill`, `latestAt`, `marketVersion`, `selfMatch`. ' +
    IDEMPOTENT,
  access: 'TRADER',
  status: 201,
  body: {
    schema: placeOrderSchema,
    examples: {
      lay: {
        summary: 'alice lays runner 1: offers 10.00 at 2.50',
        value: {
          commandId: 'alice-1',
          marketId: 1,
          runnerId: 1,
          side: 'LAY',
          price: '2.50',
          size: '10.00',
        },
      },
      back: {
        summary: 'bob backs runner 1 and takes 4.00 of it, at 2.50 although he would have taken 2.48',
        value: {
          commandId: 'bob-1',
          marketId: 1,
          runnerId: 1,
          side: 'BACK',
          price: '2.48',
          size: '4.00',
        },
      },
      rests: {
        summary: 'alice backs runner 1 at 2.60: nobody lays that, so it rests',
        value: {
          commandId: 'alice-6',
          marketId: 1,
          runnerId: 1,
          side: 'BACK',
          price: '2.60',
          size: '8.00',
          persistence: 'PERSIST',
        },
      },
    },
  },
  answer: { component: 'PlacedOrder', description: 'The order as it stands after matching, and its trades' },
  refusals: [...COMMAND_REFUSALS, ...PLACE_REJECTS],
};

export const PLACE_BATCH: OperationDocs = {
  summary: 'Place several orders',
  description:
    `Places 1 to ${BATCH_COUNT_MAX} orders one after the other, each as if it came alone, with one answer when all are on disk. ` +
    'A refused order does not stop the others: look at the status of each result. A body of the wrong form places nothing at all.',
  access: 'TRADER',
  status: 200,
  body: {
    schema: placeBatchSchema,
    examples: {
      twoOrders: {
        summary: 'bob backs runner 1 and lays runner 2',
        value: {
          orders: [
            {
              commandId: 'bob-2',
              marketId: 1,
              runnerId: 1,
              side: 'BACK',
              price: '2.60',
              size: '5.00',
            },
            {
              commandId: 'bob-3',
              marketId: 1,
              runnerId: 2,
              side: 'LAY',
              price: '1.60',
              size: '7.50',
            },
          ],
        },
      },
    },
  },
  bodyLimit: BATCH_BODY_BYTES_MAX,
  answer: { component: 'OrderBatch', description: 'A result for each order, in the order of the request' },
  refusals: [...COMMAND_REFUSALS, ...PLACE_REJECTS],
};

export const GET_ORDER: OperationDocs = {
  summary: 'Read an order',
  description:
    'Any order of the account in a book, and the latest completed ones (200,000 by default). The order of another account is not there. Older ones are kept by the storage app: GET /v1/orders/{orderId} there.',
  access: 'TRADER_OR_OPERATOR',
  status: 200,
  params: { orderId: orderIdParam },
  answer: { component: 'Order', description: 'The order as it stands now' },
  refusals: [...READ_REFUSALS, 'ORDER_UNKNOWN'],
};

export const LIST_ORDERS: OperationDocs = {
  summary: 'List the orders of an account in a market',
  description:
    'Only live orders, in the order of their ids; `sequence` says what the page is true for. To go on, give `next` of the answer as `after`.',
  access: 'TRADER_OR_OPERATOR',
  status: 200,
  query: {
    accountId: {
      schema: accountId,
      description: 'The owner of the orders: for operators, who must name one; a trader sees the own ones',
      optional: true,
    },
    marketId: {
      schema: idText,
      description: 'The market; all of them when left out',
      example: 1,
      optional: true,
    },
    limit: {
      schema: limitText,
      description: `Most orders of one answer, ${LIMIT_DEFAULT} unless given`,
      optional: true,
    },
    after: { schema: orderIdText, description: '`next` of the answer before', optional: true },
  },
  answer: { component: 'OrderList', description: 'The orders, by id' },
  refusals: [...READ_REFUSALS, 'MARKET_UNKNOWN'],
};

export const REDUCE_ORDER: OperationDocs = {
  summary: 'Take a part out of an order',
  description:
    'Cancels `size` of what remains; the rest keeps its place in the queue. More than remains cancels all of it. Possible while the market is suspended. ' +
    IDEMPOTENT,
  access: 'TRADER',
  status: 200,
  params: { orderId: orderIdParam },
  body: {
    schema: reduceOrderSchema,
    examples: {
      byOne: {
        summary: 'alice takes 1.00 out of her order',
        value: { commandId: 'alice-2', size: '1.00' },
      },
    },
  },
  answer: { component: 'Order', description: 'The order as it stands now' },
  refusals: [...COMMAND_REFUSALS, 'ORDER_UNKNOWN', 'SIZE_INVALID'],
};

export const REPLACE_ORDER: OperationDocs = {
  summary: 'Change the price or the remaining size of an order',
  description:
    '`size` is the remaining size wanted. A smaller size at the same price reduces the order, which keeps its id and its place. ' +
    'Another price or a larger size cancels it and places a new order in one step, at the end of the queue: the answer is the new order, with `replacesOrderId`. When the new one is refused nothing changes. ' +
    IDEMPOTENT,
  access: 'TRADER',
  status: 200,
  params: { orderId: orderIdParam },
  body: {
    schema: replaceOrderSchema,
    examples: {
      smaller: {
        summary: 'alice leaves 3.00 of her order in the book',
        value: { commandId: 'alice-3', size: '3.00' },
      },
    },
  },
  answer: { component: 'ReplacedOrder', description: 'The new order, or the reduced one' },
  refusals: [
    ...COMMAND_REFUSALS,
    'ORDER_UNKNOWN',
    'MARKET_SUSPENDED',
    'PRICE_INVALID',
    'PRICE_OFF_LADDER',
    'SIZE_INVALID',
    'NOTHING_TO_CHANGE',
    'ORDER_LIMIT_REACHED',
    'TRADE_LIMIT_REACHED',
    'MIN_FILL_SIZE_INVALID',
    ...ACCOUNT_REJECTS,
    'POST_ONLY_WOULD_MATCH',
  ],
};

export const CANCEL_BATCH: OperationDocs = {
  summary: 'Cancel or reduce several orders',
  description: `1 to ${BATCH_COUNT_MAX} cancels one after the other, with one answer when all are on disk. Without \`size\` the whole remainder is cancelled.`,
  access: 'TRADER',
  status: 200,
  body: {
    schema: cancelBatchSchema,
    examples: {
      byOne: {
        summary: 'alice takes another 1.00 out of her order',
        value: { cancels: [{ commandId: 'alice-4', orderId: 1, size: '1.00' }] },
      },
    },
  },
  bodyLimit: BATCH_BODY_BYTES_MAX,
  answer: { component: 'CancelBatch', description: 'A result for each cancel, in the order of the request' },
  refusals: [...COMMAND_REFUSALS, 'ORDER_UNKNOWN', 'SIZE_INVALID'],
};

export const CANCEL_ORDER: OperationDocs = {
  summary: 'Cancel what remains of an order',
  description: `Possible while the market is suspended. What was matched stays matched. The body may be left out. ${IDEMPOTENT}`,
  access: 'TRADER',
  status: 200,
  params: { orderId: orderIdParam },
  body: {
    schema: cancelOrderSchema,
    examples: {
      whole: { summary: 'alice cancels her order', value: { commandId: 'alice-5' } },
    },
    optional: true,
  },
  answer: { component: 'Order', description: 'The order, complete now' },
  refusals: [...COMMAND_REFUSALS, 'ORDER_UNKNOWN'],
};

export const CANCEL_ALL: OperationDocs = {
  summary: 'Cancel all orders of an account in a market',
  description: `Cancels them in the order they were placed. Having none is no error. ${IDEMPOTENT}`,
  access: 'TRADER',
  status: 200,
  body: {
    schema: cancelAllSchema,
    examples: {
      all: {
        summary: 'bob leaves the market',
        value: { commandId: 'bob-4', marketId: 1 },
      },
    },
  },
  answer: { component: 'CancelAll', description: 'What was taken out of the book' },
  refusals: [...COMMAND_REFUSALS, 'MARKET_UNKNOWN'],
};
