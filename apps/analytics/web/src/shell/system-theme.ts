import { signal, type ReadonlySignal } from '@preact/signals';

const query = matchMedia('(prefers-color-scheme: dark)');
const isDark = signal(query.matches);
query.addEventListener('change', ({ matches }) => (isDark.value = matches));

/** Whether the system asks for dark colours. */
export const systemIsDark: ReadonlySignal<boolean> = isDark;
