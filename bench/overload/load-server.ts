import type { ChildProcess } from 'node:child_process';
import { cpuSecondsOf } from '../http/process-cpu.js';
import { Connection } from './connection.js';
import { applyLoad, type LoadOptions, type LoadResult } from './load.js';

export interface ServerLoad extends LoadResult {
  /** Requests accepted for a second of the server's CPU time, in all its threads: clients on the same machine do not touch it. */
  readonly acceptedPerCpuSecond: number;
}

/** Loads a server over so many connections of its own. */
export async function loadServer(
  server: { readonly process: ChildProcess; readonly port: number },
  connectionCount: number,
  options: Omit<LoadOptions, 'connections'>,
): Promise<ServerLoad> {
  const pid = server.process.pid!;
  const connections: Connection[] = [];
  for (let index = 0; index < connectionCount; index++) connections.push(await Connection.open(server.port));
  try {
    const cpuBefore = cpuSecondsOf(pid);
    const startedAtMs = performance.now();
    const result = await applyLoad({ ...options, connections });
    const elapsedSeconds = (performance.now() - startedAtMs) / 1_000;
    const cpuShare = (cpuSecondsOf(pid) - cpuBefore) / elapsedSeconds;
    return { ...result, acceptedPerCpuSecond: result.accepted / cpuShare };
  } finally {
    for (const connection of connections) connection.close();
  }
}
