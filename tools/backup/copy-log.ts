import { copyFile, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLogReader } from '@backlay/transport';

/** What a copy holds. */
export interface LogCopy {
  readonly lastSequence: number;
  readonly segments: number;
  readonly snapshots: number;
  readonly bytes: number;
}

const POSITION_FILE = 'durable.position';
const SEGMENT = /^(\d+)-(\d+)\.log$/;
const SNAPSHOT = /^\d+\.snapshot$/;

/**
 * Copies an engine's log and snapshots while the engine may be writing. What is durable never changes any more, so all
 * that matters is where to stop: at the durable end as it was when the copying began. (A plain copy of the file that is
 * being written can have a later record behind a part that was still empty, and a start refuses that as damage.)
 *
 * @param target a folder that does not exist yet, or is empty
 */
export async function copyLog(dataFolder: string, target: string): Promise<LogCopy> {
  const [from, to] = [join(dataFolder, 'event-log'), join(target, 'event-log')];
  await mkdir(to, { recursive: true });
  if ((await readdir(to)).length > 0)
    throw new Error(`${to} is not empty: choose a new folder for each copy`);
  // Before the end is looked up: the copy's position must not name more than the copy has.
  const positionFile = await readFile(join(from, POSITION_FILE));
  const reader = await EventLogReader.open({ directory: from });
  const end = reader.durablePosition();
  await reader.close();
  if (end === undefined) throw new Error(`there is no event log in ${from}`);
  const segments = (await readdir(from)).filter((name) => {
    const [, first = '', epoch = ''] = SEGMENT.exec(name) ?? [];
    const isBefore = Number(first) < end.segmentFirstSequence;
    return (
      first !== '' && (isBefore || (Number(first) === end.segmentFirstSequence && Number(epoch) <= end.epoch))
    );
  });
  let bytes = 0;
  for (const name of segments) {
    const [, first, epoch] = SEGMENT.exec(name) ?? [];
    const isLast = Number(first) === end.segmentFirstSequence && Number(epoch) === end.epoch;
    bytes += await copyDurably(join(from, name), join(to, name), isLast ? end.offset : Infinity);
  }
  await writeFile(join(to, POSITION_FILE), positionFile, { flush: true });
  const snapshots = await copySnapshots(join(dataFolder, 'snapshots'), join(target, 'snapshots'));
  return { lastSequence: end.sequence, segments: segments.length, snapshots, bytes };
}

/** @returns the size of the copy */
async function copyDurably(from: string, to: string, bytesMax: number): Promise<number> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    const { size } = await file.stat();
    if (size > bytesMax) await file.truncate(bytesMax);
    await file.sync();
    return Math.min(size, bytesMax);
  } finally {
    await file.close();
  }
}

/** A snapshot with its name is whole and never changes; one that is removed meanwhile is not missed. */
async function copySnapshots(from: string, to: string): Promise<number> {
  const names = await readdir(from).catch(() => []);
  let copied = 0;
  for (const name of names.filter((candidate) => SNAPSHOT.test(candidate))) {
    await mkdir(to, { recursive: true });
    const isCopied = await copyDurably(join(from, name), join(to, name), Infinity).then(
      () => true,
      (error: unknown) => isMissing(error) || Promise.reject(error as Error),
    );
    if (isCopied) copied += 1;
  }
  return copied;
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
