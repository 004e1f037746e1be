import type { DeadLetters, Timers } from '@backlay/transport';

const WRITTEN_AFTER_MS = 40;

/** Letters that are promised before they are written. */
export function carelessLetters(letters: DeadLetters, timers: Timers): DeadLetters {
  return {
    add: (letter) => {
      void timers
        .delay(WRITTEN_AFTER_MS)
        .then(() => letters.add(letter))
        .catch(() => undefined);
      return Promise.resolve();
    },
    list: (query) => letters.list(query),
    get: (id) => letters.get(id),
    remove: (id) => letters.remove(id),
    count: () => letters.count(),
    close: () => letters.close(),
  };
}
