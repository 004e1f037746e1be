import type { Random } from '../core/random.js';

/** What a disk writes in one piece, in bytes: it is never half old and half new. */
export const SECTOR_BYTES = 512;

/** What happens to a sector that was written and not synced when the power fails. */
export interface SectorFate {
  /** Chance that it reached the disk all the same. */
  readonly survives: number;
  /** Chance that one bit of what was to be written is wrong on the disk. */
  readonly flips: number;
}

/** A file's contents, twice: as programs see them, and as the disk has them. */
export class SimInode {
  #seen: Buffer = Buffer.alloc(0);
  #length = 0;
  #onDisk: Buffer = Buffer.alloc(0);
  #lengthOnDisk = 0;
  /** Sectors that programs see otherwise than the disk has them. */
  #dirty = new Set<number>();

  get length(): number {
    return this.#length;
  }

  get lengthOnDisk(): number {
    return this.#lengthOnDisk;
  }

  read(target: Buffer, offset: number, { length, position }: { length: number; position: number }): number {
    const count = Math.max(0, Math.min(length, this.#length - position));
    this.#seen.copy(target, offset, position, position + count);
    return count;
  }

  write(bytes: Buffer, position: number): void {
    const end = position + bytes.length;
    this.#reserve(end);
    bytes.copy(this.#seen, position);
    this.#length = Math.max(this.#length, end);
    for (let sector = sectorOf(position); sector <= sectorOf(end - 1); sector++) this.#dirty.add(sector);
  }

  truncate(length: number): void {
    this.#reserve(length);
    if (length < this.#length) this.#seen.fill(0, length, this.#length);
    this.#length = length;
  }

  /** Sectors that a sync beginning now has to write. */
  dirtySectors(): readonly number[] {
    return [...this.#dirty];
  }

  /** The end of a sync: these sectors, and the length, are on the disk. */
  sync(sectors: readonly number[]): void {
    for (const sector of sectors) this.#writeBack(sector);
    this.#lengthOnDisk = this.#length;
    this.#onDisk.fill(0, this.#length);
  }

  /** A sync that failed: the system forgets that these sectors were never written. */
  forget(sectors: readonly number[]): void {
    for (const sector of sectors) this.#dirty.delete(sector);
  }

  /** The system writes some sectors back by itself. */
  writeBackSome(random: Random): void {
    for (const sector of this.dirtySectors()) if (random.chance(0.5)) this.#writeBack(sector);
  }

  /** The power fails: what was not synced is gone, or not, sector by sector. */
  loseUnsynced(random: Random, fate: SectorFate): void {
    for (const sector of this.dirtySectors()) {
      if (!random.chance(fate.survives)) continue;
      const before = Buffer.from(this.#sectorOnDisk(sector));
      this.#writeBack(sector);
      if (random.chance(fate.flips)) flipOneOf(random, before, this.#sectorOnDisk(sector));
    }
    if (random.chance(0.5)) this.#lengthOnDisk = this.#length;
    this.#length = this.#lengthOnDisk;
    this.#reserve(this.#length);
    this.#seen.fill(0);
    this.#onDisk.copy(this.#seen, 0, 0, this.#length);
    this.#onDisk.fill(0, this.#length);
    this.#dirty = new Set();
  }

  /** A bit of what is on the disk turns over, as programs see it, too. */
  flipBit(position: number, bit: number): void {
    for (const bytes of [this.#seen, this.#onDisk]) bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
  }

  #reserve(length: number): void {
    if (length <= this.#seen.length) return;
    const size = Math.max(4096, 2 ** Math.ceil(Math.log2(length)));
    this.#seen = grown(this.#seen, size);
    this.#onDisk = grown(this.#onDisk, size);
  }

  #sectorOnDisk(sector: number): Buffer {
    return this.#onDisk.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  #writeBack(sector: number): void {
    const start = sector * SECTOR_BYTES;
    this.#seen.copy(this.#onDisk, start, start, start + SECTOR_BYTES);
    this.#dirty.delete(sector);
  }
}

function sectorOf(position: number): number {
  return Math.floor(position / SECTOR_BYTES);
}

function grown(bytes: Buffer, size: number): Buffer {
  const larger = Buffer.alloc(size);
  bytes.copy(larger);
  return larger;
}

/** Only a byte that was being changed: what lay there before was synced, and a disk keeps that. */
function flipOneOf(random: Random, before: Buffer, after: Buffer): void {
  const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
  if (changed.length === 0) return;
  const at = random.pick(changed);
  after[at] = (after[at] ?? 0) ^ (1 << random.whole(0, 7));
}
