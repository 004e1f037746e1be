/** The operations of a trader that can go over WebSocket, too, by their names there. */
export type SocketOperation =
  | 'place'
  | 'placeBatch'
  | 'cancel'
  | 'reduce'
  | 'replace'
  | 'cancelBatch'
  | 'cancelAll'
  | 'cashOut'
  | 'heartbeat'
  | 'stop'
  | 'resume';

/** Where a command goes over REST. */
export interface CommandRoute {
  readonly path: string;
}

/** The same for a command that has both ways. */
export interface SocketRoute extends CommandRoute {
  readonly op: SocketOperation;
  /** What stands in the path, and over WebSocket in the body. */
  readonly orderId?: number;
}

export function isSocketRoute(route: CommandRoute): route is SocketRoute {
  return 'op' in route;
}
