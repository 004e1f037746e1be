import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareLadders } from './ladder-comparison.js';
import { planMessage, planWhileSuspended } from './order-planner.js';
import { RecordedMarket } from './recorded-market.js';
import { readRecording } from './recording-reader.js';
import { SimpleBook } from './testing/simple-book.js';

/** Real recordings are not part of the project; where they are at hand (RECORDINGS_DIR), they are used. */
const FOLDER = process.env['RECORDINGS_DIR'] ?? join(process.cwd(), '..', 'shared', 'data', 'recordings');
const FILES = ['1.166564490.bz2', '1.180305278.bz2', '1.185781277.bz2', '1.205822330.bz2', '1.197931750.gz'];

const TIMEOUT_MS = 120_000;

const arePresent = FILES.every((file) => existsSync(join(FOLDER, file)));
if (!arePresent) console.log(`No recordings in ${FOLDER}: the specs that plan them are skipped.`);

(arePresent ? describe : describe.skip)('planning a whole recording', () => {
  it.each(FILES)(
    'ends every message of %s with the recorded ladder',
    async (file) => {
      const market = new RecordedMarket();
      const books = new Map<number, SimpleBook>();
      let [compared, trades] = [0, 0];
      for await (const { message } of readRecording(join(FOLDER, file))) {
        for (const change of message.mc ?? []) {
          const updates = market.apply(change);
          const isOpen = market.definition?.status === 'OPEN';
          for (const { runnerId, traded } of updates) {
            const book = books.get(runnerId) ?? new SimpleBook();
            books.set(runnerId, book);
            const [resting, target] = [book.resting, market.ladder(runnerId)];
            book.execute(
              isOpen ? planMessage({ resting, target, traded }) : planWhileSuspended({ resting, target }),
            );
            if (!isOpen) continue;
            expect(compareLadders(book.ladder(), target)).toBeUndefined();
            compared += 1;
            trades += traded.length;
          }
        }
      }
      expect(compared).toBeGreaterThan(100);
      expect(trades).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
