import { setImmediate as nextTurn } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';
import type { Connection } from './connection.js';

/** What a phase of load has shown. */
export interface LoadResult {
  /** Requests a second that were due. */
  readonly offered: number;
  /** Requests a second that were answered with 2xx, with 503, and that found no idle connection. */
  readonly accepted: number;
  readonly refused: number;
  readonly notSent: number;
  /** From sending to the answer, in microseconds. */
  readonly acceptedLatency: Histogram;
  readonly refusedLatency: Histogram;
}

export interface LoadOptions {
  readonly connections: readonly Connection[];
  readonly durationMs: number;
  /** The bytes of the next request. */
  readonly nextRequest: () => string;
  /** Requests a second, due at their time whether or not earlier ones are answered. Infinity: each connection sends again as soon as it is answered. */
  readonly rate: number;
}

const LATENCY_US_MAX = 60_000_000;

/** Loads the server for a while; the first fifth of the time warms up and does not count. */
export async function applyLoad({
  connections,
  durationMs,
  nextRequest,
  rate,
}: LoadOptions): Promise<LoadResult> {
  const counts = { due: 0, accepted: 0, refused: 0, notSent: 0 };
  const latency = { accepted: newHistogram(), refused: newHistogram() };
  const startedAtMs = performance.now();
  const countFromMs = startedAtMs + durationMs / 5;
  const endAtMs = startedAtMs + durationMs;
  const idle = connections.filter((connection) => connection.isIdle);
  const send = (connection: Connection): void => {
    const sentAtMs = performance.now();
    connection.send(nextRequest(), (status, atMs) => {
      idle.push(connection);
      if (sentAtMs < countFromMs || atMs > endAtMs) return;
      const kind = status < 300 ? 'accepted' : 'refused';
      counts[kind] += 1;
      latency[kind].recordValue(Math.max(1, Math.round((atMs - sentAtMs) * 1000)));
    });
  };
  let dueCount = 0;
  for (let nowMs = startedAtMs; nowMs < endAtMs; nowMs = performance.now()) {
    const dueNow = Math.min(
      ((nowMs - startedAtMs) * rate) / 1000,
      dueCount + (rate === Infinity ? idle.length : Infinity),
    );
    for (; dueCount < dueNow; dueCount++) {
      const connection = idle.shift();
      if (connection !== undefined) send(connection);
      if (nowMs < countFromMs) continue;
      counts.due += 1;
      if (connection === undefined) counts.notSent += 1;
    }
    await nextTurn();
  }
  const perSecond = (count: number) => count / ((endAtMs - countFromMs) / 1000);
  return {
    offered: perSecond(counts.due),
    accepted: perSecond(counts.accepted),
    refused: perSecond(counts.refused),
    notSent: perSecond(counts.notSent),
    acceptedLatency: latency.accepted,
    refusedLatency: latency.refused,
  };
}

function newHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
}
