import { setTimeout as delay } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';
import { cpuSecondsOf } from '../http/process-cpu.js';
import { SocketClient } from './socket-client.js';

const LATENCY_US_MAX = 60_000_000;
/** The beginning of an answer that was accepted, behind the id. */
const ACCEPTED = '"status":2';
const STATUS_WITHIN = 60;

export interface LoadOptions {
  readonly port: number;
  readonly pid: number;
  /** A key for each connection. */
  readonly keys: readonly string[];
  /** Messages that each connection has in flight, all the time. */
  readonly window: number;
  readonly nextMessage: () => string;
  readonly durationMs: number;
}

/** What a phase of load has shown, without its first fifth, which warms up. */
export interface LoadResult {
  /** Messages a second that were answered with 2xx, and with anything else. */
  readonly accepted: number;
  readonly refused: number;
  /** Of the server's process: CPU seconds a second. */
  readonly cpuShare: number;
  /** From sending to the answer, in microseconds. */
  readonly latency: Histogram;
}

/** Keeps the windows of all connections full for a while. */
export async function applyLoad(options: LoadOptions): Promise<LoadResult> {
  const { port, pid, keys, window, nextMessage, durationMs } = options;
  const counts = { accepted: 0, refused: 0 };
  const latency = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
  let isCounting = false;
  let isOver = false;
  const clients: SocketClient[] = [];
  const open = async (key: string): Promise<void> => {
    // Answers of a connection come in the order of its messages.
    let sentAtMs: number[] = [];
    const send = (client: SocketClient, count: number): void => {
      const nowMs = performance.now();
      client.send(Array.from({ length: count }, nextMessage));
      for (let index = 0; index < count; index++) sentAtMs.push(nowMs);
    };
    const opened = await SocketClient.open(port, { path: '/v1/commands', key }, (texts, client) => {
      if (isOver) return;
      const nowMs = performance.now();
      const answers = texts.filter((text) => !text.startsWith('{"op":'));
      const came = sentAtMs.slice(0, answers.length);
      sentAtMs = sentAtMs.slice(answers.length);
      if (isCounting) {
        for (const ms of came) latency.recordValue(Math.max(1, Math.round((nowMs - ms) * 1_000)));
        for (const text of answers)
          counts[text.slice(0, STATUS_WITHIN).includes(ACCEPTED) ? 'accepted' : 'refused'] += 1;
      }
      // The first thing that the server says is the welcome.
      send(client, answers.length < texts.length ? window : answers.length);
    });
    clients.push(opened);
  };
  try {
    await Promise.all(keys.map(open));
    await delay(durationMs / 5);
    isCounting = true;
    const [startedAtMs, cpuBefore] = [performance.now(), cpuSecondsOf(pid)];
    await delay((durationMs * 4) / 5);
    isCounting = false;
    const elapsed = (performance.now() - startedAtMs) / 1_000;
    return {
      accepted: counts.accepted / elapsed,
      refused: counts.refused / elapsed,
      cpuShare: (cpuSecondsOf(pid) - cpuBefore) / elapsed,
      latency,
    };
  } finally {
    isOver = true;
    for (const client of clients) client.close();
  }
}
