import { signal, type ReadonlySignal } from '@preact/signals';

const time = signal(Date.now());
setInterval(() => (time.value = Date.now()), 1_000);

/** The time of this machine in ms, renewed every second: for countdowns. */
export const now: ReadonlySignal<number> = time;
