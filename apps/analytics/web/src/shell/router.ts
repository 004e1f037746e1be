import { computed, signal } from '@preact/signals';

/*
 * Where one is in the pages stands behind the # of the address: `#/markets/7/ladder/101`. The server sees none of it.
 */

const hash = signal(location.hash);
addEventListener('hashchange', () => (hash.value = location.hash));

/** The parts of the path: `['markets', '7', 'ladder', '101']`; none at the beginning. */
export const route = computed<readonly string[]>(() => partsOf(hash.value));

/** The parts of a path behind the #. */
export function partsOf(text: string): readonly string[] {
  return text
    .replace(/^#/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
}

/** The address of a path, for links. */
export function hrefOf(...parts: readonly (string | number)[]): string {
  return `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** Goes there, as a link does. */
export function goTo(...parts: readonly (string | number)[]): void {
  location.hash = hrefOf(...parts);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
