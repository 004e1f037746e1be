/** What a key does on the ladder. */
export type LadderIntent =
  | { readonly kind: 'move'; readonly rows: number }
  | { readonly kind: 'centre' }
  | { readonly kind: 'back' | 'lay' | 'cancel' | 'close' }
  | { readonly kind: 'preset'; readonly index: number };

/** Rows of a press of Page Up or Page Down. */
export const PAGE_ROWS = 10;

const INTENTS: Readonly<Record<string, LadderIntent>> = {
  ArrowUp: { kind: 'move', rows: -1 },
  ArrowDown: { kind: 'move', rows: 1 },
  PageUp: { kind: 'move', rows: -PAGE_ROWS },
  PageDown: { kind: 'move', rows: PAGE_ROWS },
  Home: { kind: 'centre' },
  ' ': { kind: 'centre' },
  b: { kind: 'back' },
  l: { kind: 'lay' },
  c: { kind: 'cancel' },
  Delete: { kind: 'cancel' },
  g: { kind: 'close' },
};

/** What a press of a key asks for; undefined when it is for somebody else. */
export function intentOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): LadderIntent | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const { key } = event;
  if (/^[1-9]$/.test(key)) return { kind: 'preset', index: Number(key) - 1 };
  return INTENTS[key.length === 1 ? key.toLowerCase() : key];
}
