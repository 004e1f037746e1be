import { ByteArena } from './byte-arena.js';
import { RecentJournals } from './recent-journals.js';

const journal = (sequence: number, length = 10) => Buffer.from(`${sequence}`.padEnd(length, '.'));

describe('the recent journals', () => {
  it('are those of the latest sequences, exactly', () => {
    const recent = new RecentJournals(1000);
    for (let sequence = 1; sequence <= 5000; sequence++) {
      // Every third command has no commandId.
      if (sequence % 3 !== 0) recent.keep(sequence, journal(sequence, 5000), sequence);
      if (sequence % 97 !== 0 || sequence % 3 === 0) continue;
      for (const held of [sequence - 999, sequence - 500, sequence]) {
        const isKept = held > 0 && held % 3 !== 0;
        expect(recent.find(held)).toEqual(isKept ? journal(held, 5000) : undefined);
      }
      expect(recent.find(sequence - 1000)).toBeUndefined();
      expect(recent.find(sequence + 1)).toBeUndefined();
    }
  });

  it('are fewer when they are large, but all that are not durable', () => {
    const recent = new RecentJournals(1000, 100_000);
    for (let sequence = 1; sequence <= 100; sequence++) recent.keep(sequence, journal(sequence, 10_000), 50);
    expect(recent.find(50)).toBeUndefined();
    for (let sequence = 51; sequence <= 100; sequence++) {
      expect(recent.find(sequence)).toEqual(journal(sequence, 10_000));
    }
    recent.keep(101, journal(101, 10_000), 101);
    expect(recent.find(91)).toBeUndefined();
    expect(recent.find(92)).toEqual(journal(92, 10_000));
  });

  it('hold one that is larger than all of them may be', () => {
    const recent = new RecentJournals(10, 1000);
    recent.keep(1, journal(1, 5000), 1);
    expect(recent.find(1)).toEqual(journal(1, 5000));
    recent.keep(2, journal(2), 2);
    expect(recent.find(1)).toBeUndefined();
    expect(recent.find(2)).toEqual(journal(2));
  });
});

describe('the byte arena', () => {
  it('holds entries larger than a chunk, and gives chunks back as a whole', () => {
    const arena = new ByteArena();
    const large = Buffer.alloc(3 * 1024 * 1024, 7);
    const addresses = [Buffer.from('a'), large, Buffer.from('b'), large].map((part) => arena.append(part));
    expect(arena.read(addresses[1] ?? 0, large.length).equals(large)).toBe(true);
    expect(arena.read(addresses[2] ?? 0, 1).toString()).toBe('b');
    arena.forgetBefore(addresses[3] ?? 0);
    expect(arena.heldBytes).toBe(large.length);
    expect(() => arena.read(addresses[0] ?? 0, 1)).toThrow(/not held/);
  });
});
