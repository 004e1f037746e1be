import type { ServerResponse } from 'node:http';
import { LatencyHistogram } from '@backlay/service';

const MARKS = Symbol('marks');

/** When a request reached the steps of its way, in ms of a clock that never runs backwards; 0 until it does. */
export interface Hops {
  readonly letInMs: number;
  readonly executedMs: number;
  readonly durableMs: number;
}

type Marks = { -readonly [Hop in keyof Hops]: number };

/** The response of a request whose way is timed. */
export type TimedResponse = ServerResponse & { [MARKS]?: Marks };

/**
 * How long the hops of a request take: let in -> executed -> durable -> answered. A clock is read once for each hop of a
 * request, however many commands it has, and never by what executes them.
 */
export class RequestTimes {
  /** Let in until executed: the body arrives, is read and checked, and the commands are executed. */
  readonly execute = new LatencyHistogram();
  /** Executed until on disk. */
  readonly durable = new LatencyHistogram();
  /** On disk until the answer has been handed to the network. */
  readonly answer = new LatencyHistogram();
  /** All of it. */
  readonly whole = new LatencyHistogram();

  letIn(response: TimedResponse): void {
    response[MARKS] = { letInMs: performance.now(), executedMs: 0, durableMs: 0 };
  }

  executed(response: TimedResponse): void {
    const marks = response[MARKS];
    if (marks !== undefined) marks.executedMs = performance.now();
  }

  durableNow(response: TimedResponse): void {
    const marks = response[MARKS];
    if (marks !== undefined) marks.durableMs = performance.now();
  }

  /** Requests that were turned away on the way count nowhere: they are quick, and would make the others look so. */
  answered(response: TimedResponse): void {
    const marks = response[MARKS];
    if (marks === undefined || marks.durableMs === 0) return;
    this.observe(marks, performance.now());
  }

  /** For a request whose way was timed elsewhere. */
  observe({ letInMs, executedMs, durableMs }: Hops, answeredMs: number): void {
    this.execute.observe(executedMs - letInMs);
    this.durable.observe(durableMs - executedMs);
    this.answer.observe(answeredMs - durableMs);
    this.whole.observe(answeredMs - letInMs);
  }
}
