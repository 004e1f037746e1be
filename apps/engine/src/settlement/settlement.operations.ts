import { COMMAND_REFUSALS, type OperationDocs } from '../http/operation.js';
import { marketIdParam } from '../market/market.operations.js';
import { marketStepSchema } from '../market/market.schema.js';
import { settleSchema } from './settlement.schema.js';

const RESULTS =
  'Every runner that was not removed has one result. In a market of kind WIN the WINNER wins; in one of kind PLACE every WINNER and every PLACED does. ' +
  'When more runners win than the market has winners, `tied` names those that share the last places (in a WIN market all winners, who need not be named): of n runners that share m places each pays m / n of its return. ' +
  'Every account gets the exact sum of its trades, rounded down to a minor unit, less the commission on what it won.';

export const SETTLE_MARKET: OperationDocs = {
  summary: 'Settle a market by its results',
  description: `CLOSED to SETTLED. ${RESULTS}`,
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: {
    schema: settleSchema,
    examples: {
      firstWins: {
        summary: 'Comet wins',
        value: {
          commandId: 'market-1-settle',
          results: [
            { runnerId: 1, result: 'WINNER' },
            { runnerId: 2, result: 'LOSER' },
          ],
        },
      },
    },
  },
  answer: { component: 'MarketStep', description: 'The market with its results' },
  refusals: [
    ...COMMAND_REFUSALS,
    'MARKET_UNKNOWN',
    'MARKET_STATUS_CONFLICT',
    'MARKET_WITHOUT_MONEY',
    'RESULT_INVALID',
    'TIED_RUNNERS_INVALID',
  ],
};

export const RESETTLE_MARKET: OperationDocs = {
  summary: 'Settle a market again, by corrected results',
  description: `SETTLED to SETTLED: what was paid is taken back, and everybody is paid by the new results. ${RESULTS} Possible as long as the positions are kept: the latest million of all settled markets.`,
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: {
    schema: settleSchema,
    examples: {
      secondWins: {
        summary: 'After an objection Dart wins',
        value: {
          commandId: 'market-1-resettle',
          results: [
            { runnerId: 1, result: 'LOSER' },
            { runnerId: 2, result: 'WINNER' },
          ],
        },
      },
    },
  },
  answer: { component: 'MarketStep', description: 'The market with its new results' },
  refusals: [
    ...COMMAND_REFUSALS,
    'MARKET_UNKNOWN',
    'MARKET_STATUS_CONFLICT',
    'SETTLEMENT_FINAL',
    'RESULT_INVALID',
    'TIED_RUNNERS_INVALID',
  ],
};

export const VOID_MARKET: OperationDocs = {
  summary: 'Void a whole market',
  description:
    'Every trade is void and everything left lapses; a settlement is taken back first. Nobody has won or lost anything. The body may be left out.',
  access: 'OPERATOR',
  status: 200,
  params: { marketId: marketIdParam },
  body: { schema: marketStepSchema, examples: {}, optional: true },
  answer: { component: 'MarketStep', description: 'The market as it stands now' },
  refusals: [
    ...COMMAND_REFUSALS,
    'MARKET_UNKNOWN',
    'MARKET_STATUS_CONFLICT',
    'MARKET_WITHOUT_MONEY',
    'SETTLEMENT_FINAL',
  ],
};
