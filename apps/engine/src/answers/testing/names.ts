import { CommandKey } from '../command-key.js';
import { NAME_BYTES_MAX, writeName } from '../command-name.js';

const bytes = Buffer.alloc(NAME_BYTES_MAX);

/** The key of a name, as the journal's bytes give it. */
export function keyOf(accountId: string, commandId: string): CommandKey {
  return new CommandKey().read(bytes, 0, writeName(bytes, accountId, commandId));
}
