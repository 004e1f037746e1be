import { SOCKET_CLOSE, type SocketCloseReason } from '@backlay/contracts';
import type { SampledMetric } from '@backlay/service';
import type { CommandHub } from './command-hub.js';

const REASONS = Object.keys(SOCKET_CLOSE) as SocketCloseReason[];

/** The messages themselves are counted as requests are. */
export function socketMetrics(hub: Pick<CommandHub, 'count' | 'cuts'>): SampledMetric[] {
  return [
    {
      name: 'backlay_engine_connections',
      help: 'WebSockets that bring commands (bound: COMMAND_CONNECTIONS_MAX)',
      sample: () => [{ value: hub.count }],
    },
    {
      name: 'backlay_engine_connections_closed_total',
      help: 'WebSockets that the engine has ended since the start, by reason',
      labels: ['reason'],
      sample: () => REASONS.map((reason) => ({ labels: { reason }, value: hub.cuts.get(reason) ?? 0 })),
    },
  ];
}
