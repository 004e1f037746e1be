import { CommandKind } from '@backlay/matcher';
import { ProblemError } from '../http/problem.js';
import type { EngineCommand } from '../matching/engine-command.js';
import { Exchange } from '../matching/exchange.js';
import type { CommandLog } from '../event-log/command-log.js';
import type { Answer } from '../sequencer/answer.js';
import type { AnswerFacts, AnsweredCommand } from './answer-facts.js';
import type { AnswerSink } from './answer-sink.js';
import { composeAnswer } from './compose-answer.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { AnswerArchive, ARCHIVE_READS_MAX, type JournalSource } from './answer-archive.js';
import { CommandIndex } from './command-index.js';
import { FirstAnswers } from './first-answers.js';
import { RecentJournals } from './recent-journals.js';
import { keyOf } from './testing/names.js';

const START_MS = 1_763_871_000_000;
const HORIZON = { commands: 1000, ageMs: 3_600_000, commandsMax: 1000 };

/** A log in memory: durable at once, and every journal can be read back unless it was removed. */
class MemoryLog implements CommandLog, JournalSource {
  readonly epoch = 1;
  readonly isFull = false;
  readonly failure = undefined;
  readonly journals: (Buffer | undefined)[] = [];
  readCount = 0;

  get lastSequence(): number {
    return this.journals.length;
  }

  get durableSequence(): number {
    return this.journals.length;
  }

  append({ journal }: { readonly journal: Buffer }): void {
    this.journals.push(Buffer.from(journal));
  }

  journal(sequence: number): Promise<Buffer | undefined> {
    this.readCount += 1;
    return Promise.resolve(this.journals[sequence - 1]);
  }

  whenDurable(): Promise<void> {
    return Promise.resolve();
  }

  onDurable(): () => void {
    return () => undefined;
  }

  removeSegmentsBefore(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A sequencer that holds only so many of the latest commands in memory. */
function sequencerOn(log: MemoryLog, recentCommands = 1) {
  const index = new CommandIndex(HORIZON);
  const archive = new AnswerArchive(log);
  const clock = { wallMs: START_MS, steadyMs: 0 };
  const firstAnswers = new FirstAnswers({
    index,
    archive,
    recent: new RecentJournals(recentCommands),
    steadyMs: () => clock.steadyMs,
  });
  const status = new EngineStatus();
  status.becomeReady();
  const exchange = new Exchange(10);
  const bounds = { shard: 0, commandsInFlightMax: 1000, now: () => clock.wallMs };
  const sequencer = new Sequencer({ exchange, firstAnswers, status, ...bounds });
  sequencer.attach(log);
  return { sequencer, index, clock };
}

const create = (name: string, timeMs = START_MS): EngineCommand => ({
  kind: CommandKind.CreateMarket,
  accountId: '',
  commandId: `${timeMs}-${name}`,
  name,
  runners: [{ runnerId: 1, name: 'One' }],
  ladder: { kind: 'CLASSIC' },
});

/** Answers as they are, one for each command. */
class AnswerList implements AnswerSink<Answer[]> {
  readonly #answers: Answer[] = [];

  begin(): void {
    this.#answers.length = 0;
  }

  executed(facts: AnswerFacts, answered: AnsweredCommand): void {
    this.#answers.push(composeAnswer(facts, answered));
  }

  known(answer: Answer): void {
    this.#answers.push(answer);
  }

  end(): Answer[] {
    return this.#answers;
  }
}

const codeOf = (answer: Answer): unknown => (JSON.parse(answer.body) as { code?: string }).code;

describe('first answers', () => {
  it('are given at once from memory, and later from the log, without a new command waiting for either', async () => {
    const log = new MemoryLog();
    const { sequencer } = sequencerOn(log);
    const first = sequencer.submit(create('a'));
    const second = sequencer.submit(create('b'));
    expect(first).not.toBeInstanceOf(Promise);
    expect(sequencer.submit(create('b'))).toEqual(second);
    const later = sequencer.submit(create('a'));
    expect(later).toBeInstanceOf(Promise);
    expect(sequencer.submit(create('c'))).toMatchObject({ sequence: 3, status: 201 });
    expect(await later).toEqual(first);
    expect(sequencer.lastSequence).toBe(3);
  });

  it('of another name with the same key are passed over: the command is new', async () => {
    const log = new MemoryLog();
    const { sequencer, index } = sequencerOn(log);
    await sequencer.submit(create('other-1'));
    await sequencer.submit(create('other-2'));
    // As if all three names had one key: one of the others is in memory, one in the log.
    for (const sequence of [1, 2]) index.keep(keyOf('', `${START_MS}-mine`), sequence, START_MS);
    const first = await sequencer.submit(create('mine'));
    expect(first).toMatchObject({ sequence: 3, status: 201 });
    expect(await sequencer.submit(create('mine'))).toEqual(first);
    await sequencer.submit(create('another'));
    expect(await sequencer.submit(create('mine'))).toEqual(first);
    expect(log.lastSequence).toBe(4);
  });

  it('make one command of two that waited for the log together', async () => {
    const log = new MemoryLog();
    const { sequencer, index } = sequencerOn(log);
    await sequencer.submit(create('other-1'));
    await sequencer.submit(create('other-2'));
    index.keep(keyOf('', `${START_MS}-mine`), 1, START_MS);
    const [one, two] = await Promise.all([
      sequencer.submit(create('mine')),
      sequencer.submit(create('mine')),
    ]);
    expect(two).toEqual(one);
    expect(log.lastSequence).toBe(3);
  });

  it('come before anything of a batch is taken, which then is taken in order', async () => {
    const log = new MemoryLog();
    const { sequencer } = sequencerOn(log, 4);
    const first = await sequencer.submit(create('a'));
    for (const name of ['b-1', 'b-2', 'b-3', 'b-4']) await sequencer.submit(create(name));
    const pending = sequencer.submitAll(
      [create('c'), create('a'), create('d'), create('c')],
      new AnswerList(),
    );
    expect(sequencer.lastSequence).toBe(5);
    const answers = await pending;
    expect(answers[1]).toEqual(first);
    expect(answers[3]).toEqual(answers[0]);
    expect(answers.map(({ sequence }) => sequence)).toEqual([6, 1, 7, 6]);
  });

  it('of too many batches at once are refused, and nothing of such a batch is taken', async () => {
    const log = new MemoryLog();
    const { sequencer } = sequencerOn(log);
    for (let number = 1; number <= 200; number++) await sequencer.submit(create(`a-${number}`));
    await sequencer.submit(create('latest'));
    const batch = [create('new'), ...Array.from({ length: 200 }, (_, number) => create(`a-${number + 1}`))];
    const fitting = ARCHIVE_READS_MAX / 200;
    const answered = await Promise.allSettled(
      Array.from({ length: fitting + 1 }, async () => sequencer.submitAll(batch, new AnswerList())),
    );
    const refused = answered.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toBeInstanceOf(ProblemError);
    expect(log.lastSequence).toBe(202);
  });

  it('that are gone from the log are refused by name, and nothing is carried out again', async () => {
    const log = new MemoryLog();
    const { sequencer } = sequencerOn(log);
    await sequencer.submit(create('a'));
    await sequencer.submit(create('b'));
    log.journals[0] = undefined;
    const answer = await sequencer.submit(create('a'));
    expect(answer.status).toBe(409);
    expect(codeOf(answer)).toBe('COMMAND_ID_EXPIRED');
    expect(log.lastSequence).toBe(2);
  });

  it('of a log of the first format are refused by name', async () => {
    const log = new MemoryLog();
    const { sequencer } = sequencerOn(log);
    await sequencer.submit(create('a'));
    await sequencer.submit(create('b'));
    const journal = log.journals[0] ?? Buffer.alloc(0);
    const command = journal.subarray(17, 17 + journal.readUInt32LE(13));
    log.journals[0] = Buffer.concat([Buffer.from([1]), journal.subarray(1, 9), command]);
    expect(codeOf(await sequencer.submit(create('a')))).toBe('COMMAND_ID_EXPIRED');
    expect(log.lastSequence).toBe(2);
  });

  it('are not looked for under a name from the future, measured by a time that a clock set back does not stop', async () => {
    const log = new MemoryLog();
    const { sequencer, clock } = sequencerOn(log);
    const minutes = (count: number) => START_MS + count * 60_000;
    expect(codeOf(await sequencer.submit(create('early', minutes(6))))).toBe('COMMAND_ID_EARLY');
    expect(await sequencer.submit(create('b', minutes(4)))).toMatchObject({ status: 201 });
    clock.wallMs -= 3_600_000;
    clock.steadyMs += 30 * 60_000;
    expect(await sequencer.submit(create('c', minutes(34)))).toMatchObject({ status: 201 });
    expect(codeOf(await sequencer.submit(create('early', minutes(36))))).toBe('COMMAND_ID_EARLY');
    expect(log.lastSequence).toBe(2);
  });

  it('leave no room for more than can be remembered, until time has passed', async () => {
    const log = new MemoryLog();
    const { sequencer, clock } = sequencerOn(log);
    for (let number = 1; number <= HORIZON.commandsMax; number++)
      await sequencer.submit(create(`a-${number}`));
    expect(() => sequencer.submit(create('one-more'))).toThrow(/ENGINE_OVERLOADED.*IDEMPOTENCY_COMMANDS_MAX/);
    expect(log.lastSequence).toBe(HORIZON.commandsMax);
    clock.wallMs += 61_000;
    expect(await sequencer.submit(create('one-more', clock.wallMs))).toMatchObject({ status: 201 });
  });
});
