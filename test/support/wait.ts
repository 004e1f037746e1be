import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a condition holds, looking again every `intervalMs`.
 *
 * @throws Error naming `what` when it does not hold within `timeoutMs`
 */
export async function waitFor(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 10_000, intervalMs = 20 } = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await delay(intervalMs);
  }
}
