import { Overview } from './overview/overview.js';
import type { Section } from './shell/section.js';

/** The parts of the pages, in the order of the navigation. */
export const SECTIONS: readonly Section[] = [
  {
    path: '',
    label: 'Markets',
    roles: ['TRADER', 'OPERATOR', 'VIEWER'],
    view: () => <Overview />,
  },
];
