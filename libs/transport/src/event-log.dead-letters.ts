import { join } from 'node:path';
import { describeLetter, letterOf } from './dead-letter.record.js';
import {
  DEAD_LETTERS_PER_PAGE_DEFAULT,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetterQuery,
  type DeadLetters,
} from './dead-letters.js';
import { messageOf } from './errors.js';
import { ensureDirectory, isMissing, readWhole, writeFully } from './event-log.file.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';
import { parseId } from './redis-streams.entry.js';

export interface FileDeadLettersOptions {
  /** Holds a folder per stream and group. */
  readonly directory: string;
  readonly stream: string;
  readonly group: string;
  /** Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

const LETTER_FILE = /^(\d+-\d+)\.json$/;

/**
 * Dead letters as files, `<stream>/<group>/<id>.json`, one each: a letter is whole or not there, whatever crashes, and
 * another process may list and remove while a consumer adds.
 */
export class FileDeadLetters implements DeadLetters {
  private readonly directory: string;
  private readonly storage: LogStorage;

  constructor({ directory, stream, group, storage }: FileDeadLettersOptions) {
    // Not every file system takes what a stream may be called.
    this.directory = join(directory, encodeURIComponent(stream), encodeURIComponent(group));
    this.storage = storage ?? NODE_STORAGE;
  }

  async add(letter: DeadLetter): Promise<void> {
    await ensureDirectory(this.storage, this.directory);
    if (!(await this.exists(letter.id))) await this.write(letter);
    await this.storage.syncDirectory(this.directory);
  }

  async list({ after, limit }: DeadLetterQuery = {}): Promise<DeadLetterPage> {
    const count = limit ?? DEAD_LETTERS_PER_PAGE_DEFAULT;
    const ids = (await this.ids()).filter((id) => after === undefined || compareIds(id, after) > 0);
    const letters: DeadLetter[] = [];
    for (const id of ids.slice(0, count)) {
      const letter = await this.get(id);
      // Removed in between.
      if (letter !== undefined) letters.push(letter);
    }
    return { letters, next: ids.length > count ? ids[count - 1] : undefined };
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    if (!LETTER_FILE.test(`${id}.json`)) return undefined;
    const bytes = await readWhole(this.storage, this.pathOf(id)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (bytes === undefined) return undefined;
    return parseFile(bytes.toString(), this.pathOf(id));
  }

  async remove(id: string): Promise<boolean> {
    if (!(await this.exists(id))) return false;
    await this.storage.remove(this.pathOf(id));
    await this.storage.syncDirectory(this.directory);
    return true;
  }

  async count(): Promise<number> {
    return (await this.ids()).length;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async write(letter: DeadLetter): Promise<void> {
    // Of a name of its own until it is complete; what a crash leaves of it is not a letter.
    const unfinished = `${this.pathOf(letter.id)}.${process.pid}.unfinished`;
    const description = JSON.parse(describeLetter(letter)) as object;
    const text = JSON.stringify({ ...description, payload: letter.payload.toString('base64') }, undefined, 2);
    const file = await this.storage.open(unfinished, 'create');
    try {
      await writeFully(file, Buffer.from(`${text}\n`), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.storage.rename(unfinished, this.pathOf(letter.id));
  }

  /** In the order of the stream. */
  private async ids(): Promise<string[]> {
    const names = await this.storage.list(this.directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names.flatMap((name) => LETTER_FILE.exec(name)?.[1] ?? []).toSorted(compareIds);
  }

  private async exists(id: string): Promise<boolean> {
    return LETTER_FILE.test(`${id}.json`) && (await this.storage.size(this.pathOf(id))) !== undefined;
  }

  private pathOf(id: string): string {
    return join(this.directory, `${id}.json`);
  }
}

function parseFile(text: string, path: string): DeadLetter {
  try {
    const { payload, ...description } = JSON.parse(text) as { payload: string };
    return letterOf(JSON.stringify(description), Buffer.from(payload, 'base64'));
  } catch (error) {
    throw new Error(`${path} is no dead letter: ${messageOf(error)}`, { cause: error });
  }
}

function compareIds(a: string, b: string): number {
  const [first, second] = [parseId(a), parseId(b)];
  return first.epoch - second.epoch || first.sequence - second.sequence;
}
