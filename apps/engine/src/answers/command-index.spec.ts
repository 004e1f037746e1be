import { CommandIndex, KNOWN_AT_LEAST_MS, type CommandHorizon } from './command-index.js';
import { keyOf } from './testing/names.js';

const HOUR_MS = 3_600_000;
const START_MS = 1_763_871_000_000;
const HORIZON: CommandHorizon = { commands: 80, ageMs: HOUR_MS, commandsMax: 800 };

const keyAt = (timeMs: number, number: number) => keyOf('alice', `${timeMs}-c-${number}`);

/** Keeps commands `from` to `to`, one every `stepMs`, each under the sequence of its number. */
function keepAll(index: CommandIndex, from: number, to: number, stepMs = 1): void {
  for (let number = from; number <= to; number++) {
    const timeMs = START_MS + number * stepMs;
    index.keep(keyAt(timeMs, number), number, timeMs);
  }
}

describe('the index of commandIds', () => {
  it('finds the sequence of each of many commands, and none of another name', () => {
    const index = new CommandIndex({ commands: 1_000_000, ageMs: 0, commandsMax: 1_000_000 });
    keepAll(index, 1, 100_000);
    expect(index.count).toBe(100_000);
    for (let number = 1; number <= 100_000; number += 7) {
      expect(index.find(keyAt(START_MS + number, number))).toBe(number);
      expect(index.find(keyAt(START_MS + number, number + 1))).toBe(0);
    }
  });

  it('gives all sequences of one key, the latest first: names may share it', () => {
    const index = new CommandIndex(HORIZON);
    const key = keyAt(START_MS, 1);
    for (const sequence of [3, 20, 21, 500]) index.keep(key, sequence, START_MS);
    const found: number[] = [];
    for (let sequence = index.find(key); sequence !== 0; sequence = index.find(key, sequence))
      found.push(sequence);
    expect(found).toEqual([500, 21, 20, 3]);
  });

  it('keeps nothing of names without a time', () => {
    const index = new CommandIndex(HORIZON);
    index.keep(keyOf('alice', 'c-1'), 1, START_MS);
    expect(index.count).toBe(0);
  });

  it('forgets nothing that is young, however many there are', () => {
    const index = new CommandIndex(HORIZON);
    keepAll(index, 1, 700);
    expect(index.find(keyAt(START_MS + 1, 1))).toBe(1);
    expect(index.forgottenTimeMs).toBe(-1);
  });

  it('forgets nothing that is among the latest, however old', () => {
    const index = new CommandIndex(HORIZON);
    keepAll(index, 1, 80, 24 * HOUR_MS);
    expect(index.find(keyAt(START_MS + 24 * HOUR_MS, 1))).toBe(1);
    expect(index.forgottenTimeMs).toBe(-1);
  });

  it('forgets what is both, in order, and knows until when', () => {
    const index = new CommandIndex(HORIZON);
    keepAll(index, 1, 1000, HOUR_MS);
    const lastForgotten = (index.forgottenTimeMs - START_MS) / HOUR_MS;
    expect(index.count).toBe(1000 - lastForgotten);
    expect(index.count).toBeGreaterThanOrEqual(80);
    expect(index.count).toBeLessThanOrEqual(80 + 2 * 10);
    expect(index.oldestNeededSequence).toBe(lastForgotten + 1);
    const find = (number: number) => index.find(keyAt(START_MS + number * HOUR_MS, number));
    expect(find(lastForgotten)).toBe(0);
    expect(find(lastForgotten + 1)).toBe(lastForgotten + 1);
  });

  it('forgets young ones beyond the bound of the memory, but never within a minute', () => {
    const index = new CommandIndex(HORIZON);
    const at = (timeMs: number) => () => timeMs;
    keepAll(index, 1, 800);
    expect(index.hasRoomFor(1, at(START_MS + 800))).toBe(false);
    keepAll(index, 801, 820);
    expect(index.forgottenTimeMs).toBe(-1);
    const later = START_MS + 10 + KNOWN_AT_LEAST_MS;
    expect(index.hasRoomFor(1, at(later))).toBe(true);
    index.keep(keyAt(later, 821), 821, later);
    expect(index.forgottenTimeMs).toBe(START_MS + 10);
    expect(index.find(keyAt(START_MS + 11, 11))).toBe(11);
  });

  it('does not let one commandId from the future make the present forgotten', () => {
    const index = new CommandIndex(HORIZON);
    const aheadMs = 5 * 60_000;
    index.keep(keyAt(START_MS + aheadMs, 0), 1, START_MS);
    keepAll(index, 2, 1000, 100);
    expect(index.count).toBeGreaterThan(HORIZON.commandsMax);
    expect(index.hasRoomFor(1, () => START_MS + 100_000)).toBe(false);
    expect(index.forgottenTimeMs).toBe(-1);
  });

  it('takes 16 bytes or less for each of many commands', () => {
    const index = new CommandIndex({ commands: 10_000_000, ageMs: HOUR_MS, commandsMax: 10_000_000 });
    keepAll(index, 1, 400_000);
    expect(index.heldBytes / index.count).toBeLessThan(16);
  });

  it('refuses what was saved by another version, or in part', () => {
    const index = new CommandIndex(HORIZON);
    keepAll(index, 1, 10);
    const { header, blocks } = index.save();
    const other = new CommandIndex(HORIZON);
    expect(() => other.load({ header: { ...header, version: 2 }, blocks })).toThrow(/version 2/);
    expect(() => other.load({ header, blocks: {} })).toThrow(/generation 0 are missing/);
    expect(() => other.load({ header, blocks: { 'slots-0': new Int32Array(8) } })).toThrow(/4 slots/);
  });
});
