import type { LogFile, SyncLogFile } from '@backlay/transport';
import type { SimProcess } from '../core/process.js';
import type { SimDisk } from './sim-disk.js';
import type { SimInode } from './sim-inode.js';

/** An open file of a simulated disk. */
export class SimFile implements LogFile {
  constructor(
    private readonly disk: SimDisk,
    private readonly process: SimProcess,
    private readonly inode: SimInode,
  ) {}

  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }> {
    const portion = this.disk.portionOf(length);
    return this.disk.perform(this.process, false, () => {
      this.disk.mayFail('read');
      return {
        bytesRead: this.inode.read(buffer, offset, {
          length: portion,
          position,
        }),
      };
    });
  }

  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }> {
    const bytesWritten = this.disk.portionOf(length);
    return this.disk.perform(this.process, false, () => {
      this.disk.mayFail('write');
      this.disk.write(this.inode, buffer.subarray(offset, offset + bytesWritten), position);
      return { bytesWritten };
    });
  }

  datasync(): Promise<void> {
    return this.sync();
  }

  sync(): Promise<void> {
    const sectors = this.inode.dirtySectors();
    return this.disk.perform(this.process, true, () => {
      try {
        this.disk.mayFail('sync');
      } catch (error) {
        this.inode.forget(sectors);
        throw error;
      }
      this.inode.sync(sectors);
    });
  }

  truncate(length: number): Promise<void> {
    return this.disk.perform(this.process, false, () => this.inode.truncate(length));
  }

  close(): Promise<void> {
    return this.disk.perform(this.process, false, () => undefined);
  }
}

/** A small file, used without waiting. */
export class SimSyncFile implements SyncLogFile {
  constructor(
    private readonly disk: SimDisk,
    private readonly inode: SimInode,
  ) {}

  read(buffer: Buffer, offset: number, length: number, position: number): number {
    return this.inode.read(buffer, offset, { length, position });
  }

  write(buffer: Buffer, offset: number, length: number, position: number): number {
    this.disk.mayFail('write');
    this.disk.write(this.inode, buffer.subarray(offset, offset + length), position);
    return length;
  }

  close(): void {
    // Nothing is held.
  }
}
