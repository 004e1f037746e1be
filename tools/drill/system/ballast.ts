import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK_BYTES = 1024 * 1024;
const PAGE_BYTES = 4096;

/**
 * Fills the file system of a folder up to `leftBytes`.
 *
 * @returns the file that fills it: removing it gives the space back
 */
export function fillVolume(folder: string, leftBytes: number): string {
  const path = join(folder, 'ballast');
  const file = openSync(path, 'w');
  try {
    let size = 0;
    for (const blockBytes of [BLOCK_BYTES, PAGE_BYTES]) {
      const block = Buffer.alloc(blockBytes, 1);
      for (let written = tryWrite(file, block); written > 0; written = tryWrite(file, block)) size += written;
    }
    ftruncateSync(file, Math.max(0, size - leftBytes));
    return path;
  } finally {
    closeSync(file);
  }
}

function tryWrite(file: number, block: Buffer): number {
  try {
    return writeSync(file, block);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return 0;
    throw error;
  }
}
