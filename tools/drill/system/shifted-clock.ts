import { readFileSync } from 'node:fs';

/*
 * Preloaded into an app whose clock a drill sets: `Date` tells the system's time plus the milliseconds in the file of
 * DRILL_CLOCK_FILE, which is read again and again, so that the clock jumps while the app runs. Monotonic clocks go on as
 * they do when somebody sets a machine's clock.
 */

const READ_INTERVAL_MS = 10;

const file = process.env['DRILL_CLOCK_FILE'] ?? '';
const SystemDate = Date;
let offsetMs = readOffset();

function readOffset(): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

setInterval(() => {
  offsetMs = readOffset();
}, READ_INTERVAL_MS).unref();

const now = (): number => SystemDate.now() + offsetMs;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, args, newTarget): object =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  apply: () => new SystemDate(now()).toString(),
  get: (target, key, receiver): unknown => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
