import { dirname, resolve } from 'node:path';
import type { LogFile, LogStorage } from './log-storage.js';

/** Writes all bytes: the system may take fewer than it is given, and a full disk often shows itself that way first. */
export async function writeFully(file: LogFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    if (bytesWritten === 0) throw new Error('the file system accepted no bytes');
    written += bytesWritten;
  }
}

/** Fills the bytes from the file's `position` on. @returns how many there were: fewer only where the file ends */
export async function readFully(file: LogFile, bytes: Buffer, position: number): Promise<number> {
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return read;
}

/** The contents of a file. @throws ENOENT when there is none */
export async function readWhole(storage: LogStorage, path: string): Promise<Buffer> {
  const file = await storage.open(path, 'read');
  try {
    const bytes = Buffer.allocUnsafeSlow((await storage.size(path)) ?? 0);
    return bytes.subarray(0, await readFully(file, bytes, 0));
  } finally {
    await file.close();
  }
}

/** Creates a directory and its missing parents durably, names included. */
export async function ensureDirectory(storage: LogStorage, directory: string): Promise<void> {
  const created = await storage.makeDirectory(directory);
  if (created === undefined) return;
  const topmost = resolve(created);
  for (let path = resolve(directory); path.length >= topmost.length; path = dirname(path)) {
    await storage.syncDirectory(dirname(path));
  }
}

/** Tells what the operating system says when there is no such file or directory from other errors. */
export function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
