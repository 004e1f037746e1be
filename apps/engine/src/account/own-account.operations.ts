import { COMMAND_REFUSALS, type OperationDocs } from '../http/operation.js';
import { heartbeatSchema, stopSchema } from './account.schema.js';

const ANSWER = { component: 'AccountStep', description: 'The account as it stands now' } as const;

export const HEARTBEAT: OperationDocs = {
  summary: 'Give a sign of life',
  description:
    'When no other one comes within `timeoutMs` (1,000 to 3,600,000), all orders of the account are cancelled, once; 0 ends the watch.',
  access: 'TRADER',
  status: 200,
  body: {
    schema: heartbeatSchema,
    examples: {
      tenMinutes: {
        summary: 'alice will be back within ten minutes',
        value: { commandId: 'alice-heartbeat', timeoutMs: 600_000 },
      },
    },
  },
  answer: ANSWER,
  refusals: [...COMMAND_REFUSALS, 'ACCOUNT_UNKNOWN', 'TIMEOUT_INVALID'],
};

export const STOP_OWN_ACCOUNT: OperationDocs = {
  summary: 'Stop: cancel everything and place no more',
  description:
    'The kill switch: cancels every order of the account in every market and refuses new ones until the stop is lifted. Doing it twice does no harm. The body may be left out.',
  access: 'TRADER',
  status: 200,
  body: {
    schema: stopSchema,
    examples: { stop: { summary: 'alice stops', value: { commandId: 'alice-stop' } } },
    optional: true,
  },
  answer: ANSWER,
  refusals: [...COMMAND_REFUSALS, 'ACCOUNT_UNKNOWN'],
};

export const RESUME_OWN_ACCOUNT: OperationDocs = {
  summary: 'Lift the own stop',
  description: 'A stop that an operator has put on stays. The body may be left out.',
  access: 'TRADER',
  status: 200,
  body: {
    schema: stopSchema,
    examples: { resume: { summary: 'alice goes on', value: { commandId: 'alice-resume' } } },
    optional: true,
  },
  answer: ANSWER,
  refusals: [...COMMAND_REFUSALS, 'ACCOUNT_UNKNOWN', 'ACCOUNT_NOT_STOPPED'],
};
