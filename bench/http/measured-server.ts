import type { ChildProcess } from 'node:child_process';
import type { Kind } from '../overload/engine-alone.js';
import { loadServer } from '../overload/load-server.js';

/** A server that is loaded, and what its rounds have shown. */
export interface MeasuredServer {
  readonly process: ChildProcess;
  readonly port: number;
  readonly nextRequest: () => string;
  /** Orders a second. */
  readonly perSecond: number[];
  /** Orders for a second of the process's CPU time, all its threads. */
  readonly perCpuSecond: number[];
  readonly p50Ms: number[];
  readonly p99Ms: number[];
}

export function measured(
  started: { readonly engine: ChildProcess; readonly port: number },
  nextRequest: () => string,
): MeasuredServer {
  return { process: started.engine, port: started.port, nextRequest, ...noSamples() };
}

/** One round more. */
export async function measure(server: MeasuredServer, kind: Kind, seconds: number): Promise<void> {
  const { nextRequest } = server;
  const options = { nextRequest, durationMs: 1_000 * seconds, rate: Infinity };
  const load = await loadServer(server, kind.connections, options);
  server.perSecond.push(load.accepted * kind.ordersPerRequest);
  server.perCpuSecond.push(load.acceptedPerCpuSecond * kind.ordersPerRequest);
  server.p50Ms.push(load.acceptedLatency.getValueAtPercentile(50) / 1000);
  server.p99Ms.push(load.acceptedLatency.getValueAtPercentile(99) / 1000);
}

/** A round that does not count: what is compiled in it would. */
export function warmUp(server: MeasuredServer, kind: Kind, seconds: number): Promise<void> {
  return measure({ ...server, ...noSamples() }, kind, seconds);
}

function noSamples(): Pick<MeasuredServer, 'perSecond' | 'perCpuSecond' | 'p50Ms' | 'p99Ms'> {
  return { perSecond: [], perCpuSecond: [], p50Ms: [], p99Ms: [] };
}
