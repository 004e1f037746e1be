import { HttpConnections } from '../http.js';
import { keyOf } from '../load/command-sender.js';
import type { AnsweredRequest } from '../load/ledger.js';
import type { Differences } from './differences.js';
import type { EngineAddress } from './engine-facts.js';

const TIMEOUT_MS = 10_000;

/** Sends answered requests once more: the answers must be those of the first time, byte for byte. */
export async function compareRepeats(
  { url, keys }: EngineAddress,
  requests: readonly AnsweredRequest[],
  differences: Differences,
): Promise<void> {
  const http = new HttpConnections(url, TIMEOUT_MS, { connections: 1 });
  try {
    for (const { path, body, accountId, status, text } of requests) {
      const again = await http.post(path, body, keyOf(keys, accountId));
      if (again.status !== status || again.text !== text)
        differences.noteOther(
          `a repeat of POST ${path} ${body.slice(0, 120)}: ${again.status} ${again.text.slice(0, 200)}`,
        );
    }
  } finally {
    http.close();
  }
}
