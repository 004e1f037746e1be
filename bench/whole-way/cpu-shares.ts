import { readFileSync } from 'node:fs';
import { withClient } from '../cold-path/postgres.js';
import { cpuSecondsOf } from '../http/process-cpu.js';
import type { WholeExchange } from './exchange.js';

const PROCESSES = `
  SELECT pid, CASE WHEN application_name LIKE 'backlay %' THEN application_name ELSE 'others' END AS of
    FROM pg_stat_activity WHERE pid <> pg_backend_pid()`;

/** CPU seconds by whoever used them. */
export type CpuShares = Readonly<Record<string, number>>;

const TICKS_PER_SECOND = 100;
export const OTHERS = 'others on this machine';

/** CPU that all processes of the machine have used since it was started, with what was taken from it by its host. */
function machineSeconds(): number {
  const [, ...ticks] = readFileSync('/proc/stat', 'latin1').split('\n')[0]!.split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = ticks;
  return (user + nice + system + irq + softIrq + steal) / TICKS_PER_SECOND;
}

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
  const own = Object.values(shares).reduce((sum, seconds) => sum + seconds, 0);
  return { ...shares, [OTHERS]: machineSeconds() - own };
}

/** Microseconds of CPU for one order, by whoever used them. */
export function usPerOrder(before: CpuShares, after: CpuShares, orders: number): CpuShares {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, ((seconds - (before[name] ?? 0)) * 1e6) / orders]),
  );
}
