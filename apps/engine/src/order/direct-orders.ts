import type { Principal } from '@backlay/service';
import type { DirectRoute } from '../http/direct-routes.js';
import type { CommandDesk } from '../sequencer/command-desk.js';
import { PLACE_BATCH, PLACE_ORDER } from './order.operations.js';
import { placeCommand, placeCommands, type PlaceBatchBody, type PlaceOrderBody } from './order.schema.js';

/** The operations that make the load; `OrderController` has them, too, for what does not come in the plain form. */
export function directOrders(desk: CommandDesk): DirectRoute[] {
  return [
    {
      path: '/v1/orders',
      docs: PLACE_ORDER,
      handle: (caller, body, reply) =>
        desk.answer(placeCommand(accountOf(caller), body as PlaceOrderBody), reply),
    },
    {
      path: '/v1/orders/batch',
      docs: PLACE_BATCH,
      handle: (caller, body, reply) =>
        desk.answerAll(placeCommands(accountOf(caller), body as PlaceBatchBody), reply),
    },
  ];
}

function accountOf(caller: Principal): string {
  if (caller.role !== 'trader') throw new Error('only a trader has an account');
  return caller.accountId;
}
