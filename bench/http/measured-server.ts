import type { ChildProcess } from 'node:child_process';
import { Connection } from '../overload/connection.js';
import type { Kind } from '../overload/engine-alone.js';
import { applyLoad } from '../overload/load.js';
import { cpuSecondsOf } from './process-cpu.js';

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
  const {
    port,
    process: { pid },
    nextRequest,
  } = server;
  const connections: Connection[] = [];
  for (let index = 0; index < kind.connections; index++) connections.push(await Connection.open(port));
  try {
    const cpuBefore = cpuSecondsOf(pid!);
    const startedAtMs = performance.now();
    const durationMs = 1_000 * seconds;
    const { accepted, acceptedLatency } = await applyLoad({
      connections,
      nextRequest,
      durationMs,
      rate: Infinity,
    });
    const elapsed = (performance.now() - startedAtMs) / 1000;
    const cpuShare = (cpuSecondsOf(pid!) - cpuBefore) / elapsed;
    const perSecond = accepted * kind.ordersPerRequest;
    server.perSecond.push(perSecond);
    server.perCpuSecond.push(perSecond / cpuShare);
    server.p50Ms.push(acceptedLatency.getValueAtPercentile(50) / 1000);
    server.p99Ms.push(acceptedLatency.getValueAtPercentile(99) / 1000);
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** A round that does not count: what is compiled in it would. */
export function warmUp(server: MeasuredServer, kind: Kind, seconds: number): Promise<void> {
  return measure({ ...server, ...noSamples() }, kind, seconds);
}

function noSamples(): Pick<MeasuredServer, 'perSecond' | 'perCpuSecond' | 'p50Ms' | 'p99Ms'> {
  return { perSecond: [], perCpuSecond: [], p50Ms: [], p99Ms: [] };
}
