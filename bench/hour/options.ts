import { parseArgs } from 'node:util';
import { aboveZero } from '../report/options.js';

export interface HourOptions {
  readonly minutes: number;
  /** Commands a second. */
  readonly rate: number;
}

/** @throws OptionError; TypeError of `parseArgs` for an option that there is not */
export function readOptions(args: string[]): HourOptions {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '60' },
      rate: { type: 'string', default: '200' },
    },
  });
  return { minutes: aboveZero('minutes', values.minutes), rate: aboveZero('rate', values.rate) };
}
