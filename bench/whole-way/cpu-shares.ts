import { withClient } from '../cold-path/postgres.js';
import { cpuSecondsOf } from '../http/process-cpu.js';
import type { WholeExchange } from './exchange.js';

const PROCESSES = `
  SELECT pid, CASE WHEN application_name LIKE 'backlay %' THEN application_name ELSE 'others' END AS of
    FROM pg_stat_activity WHERE pid <> pg_backend_pid()`;

/** CPU seconds by whoever used them. */
export type CpuShares = Readonly<Record<string, number>>;

/** CPU that every process of the exchange, and this one with its clients, has used so far. */
export async function cpuShares(exchange: WholeExchange): Promise<CpuShares> {
  const { user, system } = process.cpuUsage();
  const shares: Record<string, number> = { clients: (user + system) / 1e6 };
  for (const name of ['engine', 'storage', 'analytics'] as const)
    shares[name] = cpuSecondsOf(exchange.app(name).pid);
  shares['redis'] = cpuSecondsOf(exchange.redis.pid);
  const { rows } = await withClient(exchange.postgres.url, (client) =>
    client.query<{ pid: number; of: string }>(PROCESSES),
  );
  for (const { pid, of } of rows) {
    const name = `PostgreSQL, ${of.replace('backlay ', '')}`;
    shares[name] = (shares[name] ?? 0) + cpuSecondsOf(pid);
  }
  return shares;
}

/** Microseconds of CPU for one order, by whoever used them. */
export function usPerOrder(before: CpuShares, after: CpuShares, orders: number): CpuShares {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, ((seconds - (before[name] ?? 0)) * 1e6) / orders]),
  );
}
