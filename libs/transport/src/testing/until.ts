import { setTimeout as delay } from 'node:timers/promises';

const CHECK_INTERVAL_MS = 5;
const TIMEOUT_MS_DEFAULT = 15_000;

/** Resolves as soon as the condition holds. @throws Error naming the condition when it does not in time */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = TIMEOUT_MS_DEFAULT,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endMs)
      throw new Error(`not true within ${timeoutMs} ms: ${condition.toString()}`);
    await delay(CHECK_INTERVAL_MS);
  }
}
