import { allDeadLetters, type DeadLetter, type DeadLetters } from '../index.js';

/** A letter of the group under test. */
export function letterOf(epoch: number, sequence: number, extra: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: `${epoch}-${sequence}`,
    stream: 'stream:0',
    group: 'group',
    consumer: 'consumer',
    epoch,
    firstSequence: sequence,
    lastSequence: sequence,
    firstFailedAtMs: 1_000,
    givenUpAtMs: 2_000,
    attempts: 5,
    error: { name: 'TypeError', message: 'no such order' },
    payload: Buffer.from([0, 255, 10, sequence % 256]),
    ...extra,
  };
}

/** What every store of dead letters promises. `open` gives another handle on the same, empty store, as another process would. */
export function describeDeadLetters(name: string, open: () => Promise<DeadLetters>): void {
  describe(`dead letters in ${name}`, () => {
    let letters: DeadLetters;
    let opened: DeadLetters[];

    const another = async (): Promise<DeadLetters> => {
      const handle = await open();
      opened.push(handle);
      return handle;
    };
    const ids = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const { id } of allDeadLetters(letters)) found.push(id);
      return found;
    };

    beforeEach(async () => {
      opened = [];
      letters = await another();
    });
    afterEach(async () => {
      for (const handle of opened) await handle.close();
    });

    it('are none at first', async () => {
      await expect(letters.count()).resolves.toBe(0);
      await expect(letters.get('1-1')).resolves.toBeUndefined();
      await expect(letters.list()).resolves.toEqual({ letters: [], next: undefined });
      await expect(letters.remove('1-1')).resolves.toBe(false);
    });

    it('come back as they were given, bytes included, to another process', async () => {
      const letter = letterOf(2, 300, {
        firstSequence: 281,
        error: { name: 'Error', message: 'täglich\n"neu"' },
      });
      await letters.add(letter);
      await expect((await another()).get('2-300')).resolves.toEqual(letter);
    });

    it('are there once, as they were first, however often they are added', async () => {
      await letters.add(letterOf(1, 7));
      await letters.add(letterOf(1, 7, { attempts: 99 }));
      await (await another()).add(letterOf(1, 7, { attempts: 100 }));
      await expect(letters.count()).resolves.toBe(1);
      await expect(letters.get('1-7')).resolves.toEqual(letterOf(1, 7));
    });

    it('are listed page by page, oldest first', async () => {
      for (const sequence of [9, 10, 11, 100, 101]) await letters.add(letterOf(1, sequence));
      await letters.add(letterOf(2, 102));
      const first = await letters.list({ limit: 4 });
      expect(first.letters.map(({ id }) => id)).toEqual(['1-9', '1-10', '1-11', '1-100']);
      const second = await letters.list({ limit: 4, after: first.next });
      expect(second.letters.map(({ id }) => id)).toEqual(['1-101', '2-102']);
      expect(second.next).toBeUndefined();
      const whole = await letters.list({ limit: 6 });
      expect(whole.next).toBeUndefined();
    });

    it('can be removed, by another process too, and added again', async () => {
      for (const sequence of [1, 2, 3]) await letters.add(letterOf(1, sequence));
      await expect((await another()).remove('1-2')).resolves.toBe(true);
      await expect(letters.remove('1-2')).resolves.toBe(false);
      await expect(ids()).resolves.toEqual(['1-1', '1-3']);
      // The group begins again from the start and fails again.
      await letters.add(letterOf(1, 2, { attempts: 6 }));
      await letters.add(letterOf(1, 2, { attempts: 7 }));
      await expect(letters.get('1-2')).resolves.toEqual(letterOf(1, 2, { attempts: 6 }));
      await expect(letters.count()).resolves.toBe(3);
      await expect(letters.remove('1-2')).resolves.toBe(true);
      await expect(ids()).resolves.toEqual(['1-1', '1-3']);
    });
  });
}
