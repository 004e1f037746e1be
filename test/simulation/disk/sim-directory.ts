import type { Random } from '../core/random.js';
import type { SimInode } from './sim-inode.js';

/** One change of names that happens whole or not at all. */
interface NameChange {
  readonly removes: string | undefined;
  readonly sets: readonly [name: string, inode: SimInode] | undefined;
}

/** The names in a directory, as programs see them and as the disk has them. */
export class SimDirectory {
  #seen = new Map<string, SimInode>();
  #onDisk = new Map<string, SimInode>();
  #unsynced: NameChange[] = [];

  get(name: string): SimInode | undefined {
    return this.#seen.get(name);
  }

  names(): string[] {
    return [...this.#seen.keys()];
  }

  add(name: string, inode: SimInode): void {
    this.#change({ removes: undefined, sets: [name, inode] });
  }

  remove(name: string): void {
    if (this.#seen.has(name)) this.#change({ removes: name, sets: undefined });
  }

  rename(from: string, to: string, inode: SimInode): void {
    this.#change({ removes: from, sets: [to, inode] });
  }

  /** Changes made before a sync begins are on the disk when it ends. */
  countUnsynced(): number {
    return this.#unsynced.length;
  }

  sync(changes: number): void {
    for (const change of this.#unsynced.splice(0, changes)) apply(this.#onDisk, change);
  }

  /** The power fails: each change that was not synced has reached the disk, or not. */
  loseUnsynced(random: Random): void {
    for (const change of this.#unsynced) if (random.chance(0.5)) apply(this.#onDisk, change);
    this.#unsynced = [];
    this.#seen = new Map(this.#onDisk);
  }

  *inodes(): Generator<SimInode> {
    yield* this.#seen.values();
  }

  #change(change: NameChange): void {
    apply(this.#seen, change);
    this.#unsynced.push(change);
  }
}

function apply(names: Map<string, SimInode>, { removes, sets }: NameChange): void {
  if (removes !== undefined) names.delete(removes);
  if (sets !== undefined) names.set(sets[0], sets[1]);
}
