import { idText } from '../http/fields.js';
import { COMMAND_REFUSALS, type OperationDocs, type ParameterDocs } from '../http/operation.js';
import { removeRunnerSchema, startTimeSchema, voidTradesSchema } from './market-change.schema.js';
import { marketIdParam, step } from './market.operations.js';
import { marketStepSchema, suspendMarketSchema } from './market.schema.js';

const runnerIdParam: ParameterDocs = {
  schema: idText,
  description: 'The runner, as the market lists it',
  example: 3,
};

const ANSWER = { component: 'MarketStep', description: 'The market as it stands now' } as const;
const MARKET_REFUSALS = [...COMMAND_REFUSALS, 'MARKET_UNKNOWN', 'MARKET_STATUS_CONFLICT'] as const;
const MONEY_REFUSALS = [...MARKET_REFUSALS, 'MARKET_WITHOUT_MONEY'] as const;

export const CHANGE_START_TIME: OperationDocs = {
  summary: 'Change the start time',
  description:
    'Not material: orders made for an earlier version of the market are still taken. null for not known.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: {
    schema: startTimeSchema,
    examples: {
      later: {
        summary: 'Ten minutes later',
        value: { commandId: 'market-1-start', startTime: '2030-06-20T14:10:00Z' },
      },
    },
  },
  answer: ANSWER,
  refusals: [...MONEY_REFUSALS, 'START_TIME_INVALID'],
};

export const SUSPEND_MARKET: OperationDocs = {
  summary: 'Suspend a market',
  description:
    'OPEN to SUSPENDED: orders stay in the book and can be cancelled or reduced, but none is placed; those that wait for the bet delay lapse. A `material` suspension also lapses every order of persistence LAPSE. The body may be left out.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: {
    schema: suspendMarketSchema,
    examples: {
      retriable: {
        summary: 'With a commandId, so that a retry is safe',
        value: { commandId: 'market-1-suspend' },
      },
    },
    optional: true,
  },
  answer: ANSWER,
  refusals: MARKET_REFUSALS,
};

export const REMOVE_RUNNER: OperationDocs = {
  summary: 'Remove a runner',
  description:
    'What was matched on it is void, what rests on it lapses. Prices matched on the others are reduced: in a WIN market from a factor of 2.50 % on, by the factor on the return; in a PLACE market by the factor on the winnings. ' +
    'LAYs on the others lapse from 2.50 % (WIN) or 4.00 % (PLACE) on; those of persistence PERSIST offer a reduced price instead. Material.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam, runnerId: runnerIdParam },
  body: {
    schema: removeRunnerSchema,
    examples: {
      ember: {
        summary: 'Ember does not start: reduction 16.20 %',
        value: { commandId: 'market-1-remove-3', reductionFactor: '16.20' },
      },
    },
  },
  answer: ANSWER,
  refusals: [...MONEY_REFUSALS, 'RUNNER_UNKNOWN', 'RUNNER_REMOVED', 'REDUCTION_FACTOR_INVALID'],
};

export const VOID_RUNNER: OperationDocs = {
  summary: 'Void a single runner',
  description:
    'As a removal with factor 0: only what concerns this runner is void. The body may be left out.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam, runnerId: runnerIdParam },
  body: { schema: marketStepSchema, examples: {}, optional: true },
  answer: ANSWER,
  refusals: [...MONEY_REFUSALS, 'RUNNER_UNKNOWN', 'RUNNER_REMOVED'],
};

export const RESUME_MARKET = step('Resume a suspended market', {
  description: 'SUSPENDED to OPEN: orders are placed and matched again.',
  commandId: 'market-1-resume',
});

const inPlay = step('Turn a market in-play', {
  description:
    'Once, while it is OPEN or SUSPENDED: orders of persistence LAPSE lapse, those of PERSIST keep their place, and from now on orders wait for the bet delay. Material.',
  commandId: 'market-1-in-play',
});
export const TURN_IN_PLAY: OperationDocs = {
  ...inPlay,
  refusals: [...inPlay.refusals, 'MARKET_WITHOUT_MONEY', 'IN_PLAY_ALREADY'],
};

export const VOID_TRADES: OperationDocs = {
  summary: 'Void all trades from a moment on',
  description:
    'After an incident: every trade of the market made at or after `from` is void, and positions are what the others make. Material.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: { schema: voidTradesSchema, examples: {} },
  answer: ANSWER,
  refusals: [...MONEY_REFUSALS, 'VOID_TIME_INVALID'],
};

export const CLOSE_MARKET = step('Close a market', {
  description:
    'INACTIVE, OPEN or SUSPENDED to CLOSED, for good. Everything left lapses; a market with money waits for its results.',
  commandId: 'market-1-close',
});
