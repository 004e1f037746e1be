import { compareIds, ID_MIN, idText, type StreamId } from './stream-id.js';

export interface StreamEntry {
  readonly id: StreamId;
  /** Names and values in turn. */
  readonly fields: readonly Buffer[];
}

/** An entry that was handed to a member of a group and not acknowledged. */
export interface PendingEntry {
  readonly id: StreamId;
  consumer: string;
  deliveredAtMs: number;
  deliveryCount: number;
}

export class GroupData {
  readonly pending = new Map<string, PendingEntry>();
  readonly consumers = new Set<string>();
  entriesRead: number | null = null;

  constructor(public lastDelivered: StreamId) {}

  /** In the order of ids. */
  pendingInOrder(): PendingEntry[] {
    return [...this.pending.values()].sort((a, b) => compareIds(a.id, b.id));
  }

  copy(): GroupData {
    const copy = new GroupData(this.lastDelivered);
    copy.entriesRead = this.entriesRead;
    for (const name of this.consumers) copy.consumers.add(name);
    for (const [id, entry] of this.pending) copy.pending.set(id, { ...entry });
    return copy;
  }
}

/** A stream with its groups. */
export class StreamData {
  entries: StreamEntry[] = [];
  lastId: StreamId = ID_MIN;
  maxDeletedId: StreamId = ID_MIN;
  entriesAdded = 0;
  readonly groups = new Map<string, GroupData>();

  /** Index of the first entry whose id is not smaller. */
  indexOf(id: StreamId): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.entries[middle];
      if (entry !== undefined && compareIds(entry.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  find(id: StreamId): StreamEntry | undefined {
    const entry = this.entries[this.indexOf(id)];
    return entry !== undefined && compareIds(entry.id, id) === 0 ? entry : undefined;
  }

  /** Both ends included. */
  range(start: StreamId, end: StreamId, countMax = Infinity): StreamEntry[] {
    const found: StreamEntry[] = [];
    for (let at = this.indexOf(start); at < this.entries.length && found.length < countMax; at++) {
      const entry = this.entries[at];
      if (entry === undefined || compareIds(entry.id, end) > 0) break;
      found.push(entry);
    }
    return found;
  }

  behind({ ms, seq }: StreamId, countMax: number): StreamEntry[] {
    return this.entries.slice(
      this.indexOf({ ms, seq: seq + 1 }),
      this.indexOf({ ms, seq: seq + 1 }) + countMax,
    );
  }

  append(entry: StreamEntry): void {
    this.entries.push(entry);
    this.lastId = entry.id;
    this.entriesAdded += 1;
  }

  /** Removes so many of the oldest entries. */
  dropOldest(count: number): number {
    return this.entries.splice(0, count).length;
  }

  delete(id: StreamId): boolean {
    if (this.find(id) === undefined) return false;
    this.entries.splice(this.indexOf(id), 1);
    if (compareIds(id, this.maxDeletedId) > 0) this.maxDeletedId = id;
    return true;
  }

  copy(): StreamData {
    const copy = new StreamData();
    copy.entries = [...this.entries];
    copy.lastId = this.lastId;
    copy.maxDeletedId = this.maxDeletedId;
    copy.entriesAdded = this.entriesAdded;
    for (const [name, group] of this.groups) copy.groups.set(name, group.copy());
    return copy;
  }
}

/** `[id, [name, value, ...]]`, as Redis shows an entry. */
export function entryReply({ id, fields }: StreamEntry): [string, readonly Buffer[]] {
  return [idText(id), fields];
}
