import { ProblemError } from '../http/problem.js';
import { AnswerArchive, type JournalSource } from './answer-archive.js';

/** A source that answers when it is told to. */
class HeldSource implements JournalSource {
  readonly #waiting: (() => void)[] = [];

  journal(sequence: number): Promise<Buffer | undefined> {
    if (sequence === 13) return Promise.reject(new Error('bit rot'));
    return new Promise((resolve) => this.#waiting.push(() => resolve(Buffer.from(`${sequence}`))));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}

describe('reading earlier answers from the log', () => {
  it('is bounded: one request more is refused as a whole, and the others go on', async () => {
    const source = new HeldSource();
    const archive = new AnswerArchive(source, 5);
    const first = archive.read([1, 2, 3]);
    const tooMany = await archive.read([4, 5, 6]).catch((error: unknown) => error);
    expect(tooMany).toBeInstanceOf(ProblemError);
    expect((tooMany as ProblemError).problem).toMatchObject({ code: 'ENGINE_OVERLOADED', status: 503 });
    const second = archive.read([4, 5]);
    source.release();
    expect((await first).map(String)).toEqual(['1', '2', '3']);
    expect((await second).map(String)).toEqual(['4', '5']);
    const third = archive.read([1, 2, 3, 4, 5]);
    source.release();
    expect(await third).toHaveLength(5);
  });

  it('makes room again after an error', async () => {
    const source = new HeldSource();
    const archive = new AnswerArchive(source, 1);
    for (let count = 0; count < 3; count++) await expect(archive.read([13])).rejects.toThrow('bit rot');
    const read = archive.read([1]);
    source.release();
    expect((await read).map(String)).toEqual(['1']);
  });
});
