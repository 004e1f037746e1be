import type { Random } from '../core/random.js';
import type { SimDisk } from './sim-disk.js';

/** Turns a bit over somewhere in what a log has on the disk. @returns where; undefined when there is no log */
export function flipBit(disk: SimDisk, random: Random, directory: string): string | undefined {
  const names = disk.hasDirectory(directory) ? disk.directory(directory).names() : [];
  const segments = names.filter((name) => name.endsWith('.log')).sort();
  if (segments.length === 0) return undefined;
  const name = random.pick(segments);
  const inode = disk.find(`${directory}/${name}`);
  if (inode.length === 0) return undefined;
  const position = random.whole(0, inode.length - 1);
  inode.flipBit(position, random.whole(0, 7));
  return `${name}, byte ${position}`;
}
