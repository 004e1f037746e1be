import type { LoggerService } from '@nestjs/common';
import type { SimProcess } from './process.js';
import type { Trace } from './trace.js';

/** What a process logs goes into the trace. */
export function traceLogger(trace: Trace, process: SimProcess): LoggerService {
  const say = (level: string) => (message: unknown) =>
    trace.say(process.name, `${level}: ${String(message)}`);
  return { log: say('log'), warn: say('warn'), error: say('error') };
}
