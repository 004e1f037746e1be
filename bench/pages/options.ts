import { parseArgs } from 'node:util';
import { aboveZero, OptionError } from '../report/options.js';

const VIEWS = ['grid', 'ladder', 'charts'] as const;
export type View = (typeof VIEWS)[number];

export interface Options {
  /** Of each view. */
  readonly minutes: number;
  /** Level changes a second. */
  readonly rate: number;
  readonly views: readonly View[];
}

/** @throws OptionError; TypeError of `parseArgs` for an option that there is not */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '3' },
      rate: { type: 'string', default: '1000' },
      view: { type: 'string', multiple: true, default: ['grid', 'ladder'] },
    },
  });
  return {
    minutes: aboveZero('minutes', values.minutes),
    rate: aboveZero('rate', values.rate),
    views: values.view.map(viewOf),
  };
}

function viewOf(text: string): View {
  const view = VIEWS.find((each) => each === text);
  if (view === undefined)
    throw new OptionError(`--view is "${text}", but must be one of ${VIEWS.join(', ')}`);
  return view;
}
