import { compareSegments, listSegments, type SegmentFile } from './event-log.segment.js';
import type { LogStorage } from './log-storage.js';

/** What may be removed of a log. */
export interface SegmentRemoval {
  readonly directory: string;
  readonly storage: LogStorage;
  /** A segment goes when all its records are at or in front of this sequence. */
  readonly sequence: number;
  /** The segment that is written to. Neither it nor any behind it is ever removed. */
  readonly current: Pick<SegmentFile, 'firstSequence' | 'epoch'>;
}

/**
 * Removes segments, oldest first. Each removal is durable before the next one begins, so a stop at any point leaves a log
 * that begins later and has no hole.
 *
 * @returns how many were removed
 */
export async function removeSegments(removal: SegmentRemoval): Promise<number> {
  const { directory, storage } = removal;
  const removable = await removableSegments(removal);
  for (const { path } of removable) {
    await storage.remove(path);
    await storage.syncDirectory(directory);
  }
  return removable.length;
}

async function removableSegments(removal: SegmentRemoval): Promise<readonly SegmentFile[]> {
  const { directory, storage, sequence, current } = removal;
  const segments = await listSegments(directory, storage);
  const kept = segments.findIndex((segment, at) => {
    const successor = segments[at + 1];
    // Its last record is the one in front of its successor.
    return (
      successor === undefined ||
      successor.firstSequence > sequence + 1 ||
      compareSegments({ ...segment, ...current }, segment) <= 0
    );
  });
  return segments.slice(0, Math.max(kept, 0));
}
