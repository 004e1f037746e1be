import { setTimeout as delay } from 'node:timers/promises';
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
/** How often the clients of a fixed rate send what has become due, in ms. */
const DUE_INTERVAL_MS = 1;

/** Loads the server for a while; the first fifth of the time warms up and does not count. */
export async function applyLoad(options: LoadOptions): Promise<LoadResult> {
  const startedAtMs = performance.now();
  const phase: Phase = {
    startedAtMs,
    countFromMs: startedAtMs + options.durationMs / 5,
    endAtMs: startedAtMs + options.durationMs,
    counts: { due: 0, accepted: 0, refused: 0, notSent: 0 },
    latency: { accepted: newHistogram(), refused: newHistogram() },
  };
  await (options.rate === Infinity ? sendWhenAnswered(options, phase) : sendWhenDue(options, phase));
  const { counts, latency } = phase;
  const perSecond = (count: number) => count / ((phase.endAtMs - phase.countFromMs) / 1000);
  return {
    offered: perSecond(counts.due),
    accepted: perSecond(counts.accepted),
    refused: perSecond(counts.refused),
    notSent: perSecond(counts.notSent),
    acceptedLatency: latency.accepted,
    refusedLatency: latency.refused,
  };
}

interface Phase {
  readonly startedAtMs: number;
  readonly countFromMs: number;
  readonly endAtMs: number;
  readonly counts: { due: number; accepted: number; refused: number; notSent: number };
  readonly latency: { readonly accepted: Histogram; readonly refused: Histogram };
}

/** Between two answers this process sleeps: it takes nothing away from the server that it does not need. */
async function sendWhenAnswered({ connections, nextRequest }: LoadOptions, phase: Phase): Promise<void> {
  const sendFrom = (connection: Connection): void => {
    if (performance.now() >= phase.endAtMs) return;
    send(connection, nextRequest(), phase, () => sendFrom(connection));
  };
  for (const connection of connections) if (connection.isIdle) sendFrom(connection);
  await delay(phase.endAtMs - performance.now());
  phase.counts.due = phase.counts.accepted + phase.counts.refused;
}

/**
 * Sleeps between the moments when it sends what has become due: a client that looks at the clock all the time takes a core. What
 * was refused is sent again as it was, which costs no making of text either.
 */
async function sendWhenDue({ connections, nextRequest, rate }: LoadOptions, phase: Phase): Promise<void> {
  const { startedAtMs, countFromMs, endAtMs, counts } = phase;
  const idle = connections.filter((connection) => connection.isIdle);
  const refused: string[] = [];
  let dueCount = 0;
  for (let nowMs = startedAtMs; nowMs < endAtMs; nowMs = performance.now()) {
    const dueNow = ((nowMs - startedAtMs) * rate) / 1000;
    for (; dueCount < dueNow; dueCount++) {
      const connection = idle.shift();
      if (connection !== undefined) {
        const request = refused.pop() ?? nextRequest();
        send(connection, request, phase, (isAccepted) => {
          idle.push(connection);
          if (!isAccepted) refused.push(request);
        });
      }
      if (nowMs < countFromMs) continue;
      counts.due += 1;
      if (connection === undefined) counts.notSent += 1;
    }
    await delay(DUE_INTERVAL_MS);
  }
}

function send(
  connection: Connection,
  request: string,
  phase: Phase,
  answered: (isAccepted: boolean) => void,
): void {
  const sentAtMs = performance.now();
  connection.send(request, (status, atMs) => {
    const isAccepted = status < 300;
    answered(isAccepted);
    if (sentAtMs < phase.countFromMs || atMs > phase.endAtMs) return;
    const kind = isAccepted ? 'accepted' : 'refused';
    phase.counts[kind] += 1;
    phase.latency[kind].recordValue(Math.max(1, Math.round((atMs - sentAtMs) * 1000)));
  });
}

function newHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
}
