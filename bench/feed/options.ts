import { parseArgs } from 'node:util';
import { aboveZero } from '../report/options.js';

export interface FeedOptions {
  /** Clients of the feed that take everything. */
  readonly clients: number;
  /** How long each phase is measured. */
  readonly seconds: number;
}

/** `--clients N` and `--seconds N` as they say. @throws OptionError; TypeError of `parseArgs` for an option that there is not */
export function readOptions(args: readonly string[]): FeedOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clients: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '20' },
    },
  });
  return { clients: aboveZero('clients', values.clients), seconds: aboveZero('seconds', values.seconds) };
}
