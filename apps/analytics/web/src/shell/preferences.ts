import { effect, signal, type Signal } from '@preact/signals';

/** What the browser remembers of how the pages are to look; nothing of it is secret. */
export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

/** `classic`: blue and pink. `distinct`: blue and orange, which those who see few colours can tell apart. */
export const PALETTES = ['classic', 'distinct'] as const;
export type Palette = (typeof PALETTES)[number];

export const theme = remembered('backlay.theme', THEMES);
export const palette = remembered('backlay.palette', PALETTES);

/** Writes the choices to the root of the document, where the styles read them. */
export function applyPreferences(root: HTMLElement): void {
  effect(() => {
    if (theme.value === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme.value;
    root.dataset['palette'] = palette.value;
  });
}

/** A choice that outlives the tab; the first of the values unless one was chosen. */
function remembered<T extends string>(name: string, values: readonly [T, ...T[]]): Signal<T> {
  const kept = localStorage.getItem(name);
  const choice = signal<T>(values.find((value) => value === kept) ?? values[0]);
  effect(() => localStorage.setItem(name, choice.value));
  return choice;
}
