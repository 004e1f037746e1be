import { accountId, idText } from '../http/fields.js';
import {
  COMMAND_REFUSALS,
  READ_REFUSALS,
  type OperationDocs,
  type ParameterDocs,
} from '../http/operation.js';
import { LIMIT_DEFAULT, limitText } from '../http/paging.js';
import { fundsSchema, openAccountSchema, settingsSchema, stopSchema } from './account.schema.js';

/** The account in a path. */
export const accountIdParam: ParameterDocs = {
  schema: accountId,
  description: 'The account',
  example: 'alice',
};

const ANSWER = { component: 'AccountStep', description: 'The account as it stands now' } as const;
const SUBJECT_REFUSALS = [...COMMAND_REFUSALS, 'ACCOUNT_UNKNOWN'] as const;

export const OPEN_ACCOUNT: OperationDocs = {
  summary: 'Open an account',
  description:
    'An account has one currency for ever and begins without money. Its trader gets a key of its own (`npm run keys`).',
  access: 'OPERATOR',
  status: 201,
  body: {
    schema: openAccountSchema,
    examples: {
      alice: {
        summary: 'An account for alice',
        value: { commandId: 'account-alice', accountId: 'alice', currency: 'GBP' },
      },
      bob: {
        summary: 'And one for bob',
        value: { commandId: 'account-bob', accountId: 'bob', currency: 'GBP' },
      },
    },
  },
  answer: { component: 'AccountStep', description: 'The new account' },
  refusals: [...COMMAND_REFUSALS, 'ACCOUNT_LIMIT_REACHED', 'ACCOUNT_EXISTS', 'CURRENCY_INVALID'],
};

export const DEPOSIT: OperationDocs = {
  summary: 'Pay money in',
  description: 'The amount is at least 0.01.',
  access: 'OPERATOR',
  status: 200,
  body: {
    schema: fundsSchema,
    examples: {
      alice: {
        summary: '100.00 for alice',
        value: { commandId: 'deposit-1', accountId: 'alice', amount: '100.00' },
      },
      bob: { summary: '50.00 for bob', value: { commandId: 'deposit-2', accountId: 'bob', amount: '50.00' } },
    },
  },
  answer: ANSWER,
  refusals: [...SUBJECT_REFUSALS, 'AMOUNT_INVALID', 'MONEY_LIMIT_REACHED'],
};

export const WITHDRAW: OperationDocs = {
  summary: 'Pay money out',
  description: 'At most what is free: the balance less what is reserved.',
  access: 'OPERATOR',
  status: 200,
  body: {
    schema: fundsSchema,
    examples: {
      five: {
        summary: '5.00 back to alice',
        value: { commandId: 'withdrawal-1', accountId: 'alice', amount: '5.00' },
      },
    },
  },
  answer: ANSWER,
  refusals: [...SUBJECT_REFUSALS, 'AMOUNT_INVALID', 'INSUFFICIENT_FUNDS'],
};

export const CONFIGURE_ACCOUNT: OperationDocs = {
  summary: 'Set the settings of an account',
  description:
    'All of them at once: what is left out, or null, has its default again (no discount, no limits, CANCEL_RESTING). ' +
    '`discount` is the percent taken off every commission; `selfMatch` is what happens when an order would meet one of its own account.',
  access: 'OPERATOR',
  status: 200,
  params: { accountId: accountIdParam },
  body: {
    schema: settingsSchema,
    examples: {
      careful: {
        summary: 'No order above 500.00, at most 1,000 orders in books',
        value: { commandId: 'settings-1', discount: '10.00', sizeMax: '500.00', orderCountMax: 1000 },
      },
    },
  },
  answer: ANSWER,
  refusals: [...SUBJECT_REFUSALS, 'SETTINGS_INVALID'],
};

export const STOP_ACCOUNT: OperationDocs = {
  summary: 'Stop an account',
  description:
    'The kill switch: cancels every order of the account in every market and refuses new ones until an operator lifts it. The body may be left out.',
  access: 'OPERATOR',
  status: 200,
  params: { accountId: accountIdParam },
  body: { schema: stopSchema, examples: {}, optional: true },
  answer: ANSWER,
  refusals: SUBJECT_REFUSALS,
};

export const RESUME_ACCOUNT: OperationDocs = {
  summary: 'Lift the stop of an account',
  description: 'The one that an operator has put on; the owner lifts the own one. The body may be left out.',
  access: 'OPERATOR',
  status: 200,
  params: { accountId: accountIdParam },
  body: { schema: stopSchema, examples: {}, optional: true },
  answer: ANSWER,
  refusals: [...SUBJECT_REFUSALS, 'ACCOUNT_NOT_STOPPED'],
};

export const LIST_ACCOUNTS: OperationDocs = {
  summary: 'List accounts',
  description: 'In the order in which they were first known. To go on, give `next` of the answer as `after`.',
  access: 'OPERATOR',
  status: 200,
  query: {
    limit: {
      schema: limitText,
      description: `Most accounts of one answer, ${LIMIT_DEFAULT} unless given`,
      optional: true,
    },
    after: { schema: idText, description: '`next` of the answer before', optional: true },
  },
  answer: { component: 'AccountList', description: 'The accounts' },
  refusals: READ_REFUSALS,
};

export const GET_ACCOUNT: OperationDocs = {
  summary: 'Read an account',
  description:
    'Balance, what is reserved, what is free, stops and settings. A trader reads the own one only.',
  access: 'TRADER_OR_OPERATOR',
  status: 200,
  params: { accountId: accountIdParam },
  answer: { component: 'AccountStep', description: 'The account' },
  refusals: [...READ_REFUSALS, 'ACCOUNT_UNKNOWN'],
};

export const GET_MONEY: OperationDocs = {
  summary: 'All the money of the exchange',
  description:
    'By currency: balances + commission + rounding = paidIn (deposits less withdrawals), at every sequence.',
  access: 'OPERATOR',
  status: 200,
  answer: { component: 'Money', description: 'The sums' },
  refusals: READ_REFUSALS,
};
