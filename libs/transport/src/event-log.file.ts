import { open } from 'node:fs/promises';

/** The part of Node's FileHandle that the writer uses; tests put failing disks behind it. */
export interface LogFile {
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file of the log for writing; flags as in `fs.open`. */
export type OpenLogFile = (path: string, flags: string) => Promise<LogFile>;

export const openLogFile: OpenLogFile = (path, flags) => open(path, flags);

/** Writes all bytes: the system may take fewer than it is given, and a full disk often shows itself that way first. */
export async function writeFully(file: LogFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    if (bytesWritten === 0) throw new Error('the file system accepted no bytes');
    written += bytesWritten;
  }
}

/** Makes the names in a directory durable: a new file's own sync does not cover its entry in the directory. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows has no way to sync a directory and needs none.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
