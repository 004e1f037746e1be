/** How badly a disk does at the moment; calamities change it. */
export interface DiskFaults {
  /** Times the usual duration of an operation. */
  slowness: number;
  /** Nothing can be created or extended. */
  isFull: boolean;
  /** Chance that a read, write or sync fails with EIO. */
  errorChance: number;
  /** Chance that a read or write moves fewer bytes than asked. */
  shortChance: number;
}

export function healthyDisk(): DiskFaults {
  return { slowness: 1, isFull: false, errorChance: 0, shortChance: 0.05 };
}

/** An error as the operating system reports it. */
export class DiskError extends Error {
  constructor(
    readonly code: 'ENOENT' | 'ENOSPC' | 'EIO',
    /** As Node's errors of files name the call that failed. */
    readonly syscall: string,
  ) {
    super(`${code}: simulated, ${syscall}`);
    this.name = 'DiskError';
  }
}
