import { join } from 'node:path';
import { isMissing } from './event-log.file.js';
import { PositionFile } from './event-log.position-file.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';

/** Directory, inside that of a log, of the files that hold how far each group has applied it. */
export const GROUPS_DIRECTORY = 'groups';
const POSITION_NAME = /^(.+)\.position$/;

/** How far a group that follows a log has applied it. */
export interface FollowerPosition {
  readonly group: string;
  readonly epoch: number;
  /** Everything up to here is applied; 0 when the group has not acknowledged anything yet. */
  readonly sequence: number;
}

/** Name of the file in which a group keeps its position. */
export function groupPositionPath(directory: string, group: string): string {
  return join(directory, GROUPS_DIRECTORY, `${group}.position`);
}

/**
 * The groups that have ever followed the log from its own directory, in the order of their names. Nothing that one of
 * them has not applied may be removed; a group that is gone for good is forgotten by removing its file.
 */
export async function followerPositions(
  directory: string,
  storage: LogStorage = NODE_STORAGE,
): Promise<FollowerPosition[]> {
  const names = await storage.list(join(directory, GROUPS_DIRECTORY)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const groups = names.flatMap((name) => POSITION_NAME.exec(name)?.[1] ?? []);
  groups.sort((a, b) => (a < b ? -1 : 1));
  return groups.map((group) => ({ group, ...readPosition(directory, group, storage) }));
}

function readPosition(
  directory: string,
  group: string,
  storage: LogStorage,
): { epoch: number; sequence: number } {
  const file = PositionFile.openForReading(groupPositionPath(directory, group), storage);
  const { epoch, sequence } = file?.read() ?? { epoch: 0, sequence: 0 };
  file?.close();
  return { epoch, sequence };
}
