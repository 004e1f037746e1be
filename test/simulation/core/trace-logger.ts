import type { LoggerService } from '@nestjs/common';
import type { World } from '../world.js';
import type { SimProcess } from './process.js';
import type { Trace } from './trace.js';

/** What a process logs goes into the trace. */
export function traceLogger(trace: Trace, process: SimProcess): LoggerService {
  const say = (level: string) => (message: unknown) =>
    trace.say(process.name, `${level}: ${String(message)}`);
  return { log: say('log'), warn: say('warn'), error: say('error') };
}

/** The same for what logs through Nest: whose code is running says it. */
export function runningLogger({ trace, scheduler }: World): LoggerService {
  const say =
    (level: string) =>
    (message: unknown): void =>
      trace.say(scheduler.running.name, `${level}: ${String(message)}`);
  return { log: say('log'), warn: say('warn'), error: say('error') };
}
