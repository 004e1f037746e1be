import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collector: (() => void) | undefined;

/** Collects all garbage, twice: what a first collection finds to be unused may have held something outside of the heap. */
export function collectGarbage(): void {
  collector ??= exposedCollector();
  collector();
  collector();
}

/** What `--expose-gc` gives, also where Node.js was started without. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
