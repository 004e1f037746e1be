import { accountIdParam } from '../account/account.operations.js';
import { idText } from '../http/fields.js';
import { COMMAND_REFUSALS, READ_REFUSALS, type OperationDocs } from '../http/operation.js';
import { marketIdParam } from '../market/market.operations.js';
import { ACCOUNT_REJECTS } from '../order/order.operations.js';
import { SUPPOSED_QUERY, cashOutSchema, decimalQuery } from './position.schema.js';

const CASH_OUT_REFUSALS = [
  'MARKET_UNKNOWN',
  'MARKET_INACTIVE',
  'MARKET_SUSPENDED',
  'MARKET_CLOSED',
  'RUNNER_UNKNOWN',
  'RUNNER_REMOVED',
  'MARKET_WITHOUT_MONEY',
  'SHARE_INVALID',
  'CASH_OUT_NO_EXPOSURE',
  'CASH_OUT_NO_LIQUIDITY',
] as const;

export const LIST_POSITIONS: OperationDocs = {
  summary: 'Markets in which an account has had orders',
  description: 'With what is held back in each; the latest one first. A trader reads the own account only.',
  access: 'TRADER_OR_OPERATOR',
  status: 200,
  params: { accountId: accountIdParam },
  answer: { component: 'PositionList', description: 'The markets' },
  refusals: [...READ_REFUSALS, 'ACCOUNT_UNKNOWN'],
};

export const GET_POSITION: OperationDocs = {
  summary: 'What an account has in a market, and what if',
  description:
    'Profit and loss by runner of what is matched, before and after commission. With `runnerId`, `side`, `price` and `size` it shows what it would be with that order matched, too.',
  access: 'TRADER_OR_OPERATOR',
  status: 200,
  params: { accountId: accountIdParam, marketId: marketIdParam },
  query: SUPPOSED_QUERY,
  answer: { component: 'Position', description: 'The position' },
  refusals: [...READ_REFUSALS, 'ACCOUNT_UNKNOWN', 'MARKET_UNKNOWN', 'MARKET_WITHOUT_MONEY', 'RUNNER_UNKNOWN'],
};

export const QUOTE_CASH_OUT: OperationDocs = {
  summary: 'What closing a position would bring',
  description:
    'Walks the book for an order that makes the result on the runner the same whether it wins or loses (or a share of that). Give `limitPrice` back as `price` to do it.',
  access: 'TRADER',
  status: 200,
  query: {
    marketId: { schema: idText, description: 'The market', example: 1 },
    runnerId: { schema: idText, description: 'The runner', example: 1 },
    percent: {
      schema: decimalQuery,
      description: 'Of the position; 100 unless given',
      example: '50',
      optional: true,
    },
  },
  answer: { component: 'CashOutQuote', description: 'The order that would close, and what it would lock in' },
  refusals: [...READ_REFUSALS, ...CASH_OUT_REFUSALS],
};

export const CASH_OUT: OperationDocs = {
  summary: 'Close a position',
  description:
    'With one order, matched whole and at once at `price` or better on average, or refused: CASH_OUT_PRICE_MOVED when the book has moved since the quote. In-play it waits for the bet delay as any order, and is filled or killed then.',
  access: 'TRADER',
  status: 201,
  body: {
    schema: cashOutSchema,
    examples: {
      half: {
        summary: 'bob closes half of his position on runner 1',
        value: { commandId: 'bob-cash-out-1', marketId: 1, runnerId: 1, percent: '50', price: '2.60' },
      },
    },
  },
  answer: { component: 'PlacedOrder', description: 'The order that closed it' },
  refusals: [
    ...COMMAND_REFUSALS,
    ...CASH_OUT_REFUSALS,
    'PRICE_INVALID',
    'PRICE_OFF_LADDER',
    'ORDER_LIMIT_REACHED',
    'TRADE_LIMIT_REACHED',
    ...ACCOUNT_REJECTS,
    'CASH_OUT_PRICE_MOVED',
  ],
};
