import type { ComponentChildren } from 'preact';

/** What a key may do, as the exchange says it. */
export type Role = 'TRADER' | 'OPERATOR' | 'VIEWER';

/** A part of the pages with an entry of its own in the navigation. */
export interface Section {
  /** The first part of its addresses; `''` is where one begins. */
  readonly path: string;
  /** In the navigation; `''` is left out there, such as a market, which one reaches by its overview. */
  readonly label: string;
  /** Who sees it. */
  readonly roles: readonly Role[];
  /** @param rest the parts of the address behind the first */
  readonly view: (rest: readonly string[]) => ComponentChildren;
}

/** The section of an address; the first one for an address of none. */
export function sectionOf(sections: readonly Section[], [path = '']: readonly string[]): Section | undefined {
  return sections.find((section) => section.path === path) ?? sections[0];
}
