import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogPosition, PositionFile } from './event-log.position-file.js';
import { temporaryDirectory } from './testing/temporary-directory.js';

function position(sequence: number): LogPosition {
  return { epoch: 3, sequence, segmentFirstSequence: 1, offset: 64 + sequence, synced: true };
}

describe('a position file', () => {
  let path: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const directory = await temporaryDirectory('position');
    remove = directory.remove;
    path = join(directory.path, 'durable.position');
  });
  afterEach(() => remove());

  function write(...sequences: number[]): void {
    const file = PositionFile.openForWriting(path);
    for (const sequence of sequences) file.write(position(sequence));
    file.close();
  }

  function read(): LogPosition | undefined {
    const file = PositionFile.openForReading(path);
    const found = file?.read();
    file?.close();
    return found;
  }

  it('gives back the last position written, also a lower one, across openings', () => {
    expect(PositionFile.openForReading(path)).toBeUndefined();
    write();
    expect(read()).toBeUndefined();
    write(1);
    expect(read()).toEqual(position(1));
    write(2, 3);
    expect(read()).toEqual(position(3));
    write(2);
    expect(read()).toEqual(position(2));
    const far = { ...position(1), sequence: 2 ** 53 - 1, offset: 2 ** 40 };
    const file = PositionFile.openForWriting(path);
    file.write(far);
    expect(file.read()).toEqual(far);
    file.close();
  });

  it('falls back to the one before when any byte of the newest slot is torn', async () => {
    write(41, 42);
    const whole = await readFile(path);
    // The second write of a new file goes to its first slot.
    for (let at = 0; at < 48; at++) {
      const torn = Buffer.from(whole);
      torn[at]! ^= 0x55;
      await writeFile(path, torn);
      expect(read()).toEqual(position(41));
    }
  });

  it('never offers a slot that is written only in part as the newest', async () => {
    write(41, 42);
    const before = await readFile(path);
    write(43);
    const after = await readFile(path);
    // Only where the two states differ does it matter; that is within the slots.
    const cuts = [0, 4096].flatMap((slot) => Array.from({ length: 49 }, (_, at) => slot + at));
    for (const cut of cuts) {
      // The first bytes of the new state over the old one, as a concurrent reader may see it.
      await writeFile(path, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
      expect([position(42), position(43)]).toContainEqual(read());
    }
  });
});
