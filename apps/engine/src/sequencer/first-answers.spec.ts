import { ByteArena } from './byte-arena.js';
import { FirstAnswers } from './first-answers.js';

const answer = (sequence: number, bodyLength = 10) => ({
  sequence,
  status: sequence % 2 === 0 ? 201 : 422,
  body: `${sequence}`.padEnd(bodyLength, 'é'),
  command: Buffer.from(`command ${sequence}`),
});

describe('the first answers to commandIds', () => {
  it('are given back as they were, per account', () => {
    const answers = new FirstAnswers(10);
    answers.keep('alice', 'c-1', answer(1));
    answers.keep('bob', 'c-1', answer(2));
    expect(answers.find('alice', 'c-1')).toEqual(answer(1));
    expect(answers.find('bob', 'c-1')).toEqual(answer(2));
    expect(answers.find('carol', 'c-1')).toBeUndefined();
    expect(answers.find('alice', 'c-2')).toBeUndefined();
  });

  it('are forgotten oldest first, exactly at the horizon', () => {
    const horizon = 3000;
    const answers = new FirstAnswers(horizon);
    for (let sequence = 1; sequence <= 10_000; sequence++) {
      answers.keep('alice', `c-${sequence}`, answer(sequence, 1000));
      if (sequence % 97 !== 0) continue;
      const oldest = Math.max(sequence - horizon + 1, 1);
      expect(answers.count).toBe(Math.min(sequence, horizon));
      expect(answers.find('alice', `c-${oldest - 1}`)).toBeUndefined();
      expect(answers.find('alice', `c-${oldest}`)).toEqual(answer(oldest, 1000));
      expect(answers.find('alice', `c-${sequence}`)).toEqual(answer(sequence, 1000));
    }
  });

  it('keep the later of two answers to one name, which a replay under a longer horizon meets', () => {
    const answers = new FirstAnswers(4);
    for (const [commandId, sequence] of [
      ['c-1', 1],
      ['c-2', 2],
      ['c-3', 3],
      ['c-1', 4],
      ['c-4', 5],
    ] as const) {
      answers.keep('alice', commandId, answer(sequence));
    }
    expect(answers.find('alice', 'c-1')).toEqual(answer(4));
  });

  it('need a horizon of one only', () => {
    const answers = new FirstAnswers(1);
    answers.keep('alice', 'c-1', answer(1));
    answers.keep('alice', 'c-2', answer(2));
    expect(answers.find('alice', 'c-1')).toBeUndefined();
    expect(answers.find('alice', 'c-2')).toEqual(answer(2));
  });
});

describe('the byte arena', () => {
  it('holds entries larger than a chunk, and gives chunks back as a whole', () => {
    const arena = new ByteArena();
    const large = Buffer.alloc(3 * 1024 * 1024, 7);
    const addresses = [Buffer.from('a'), large, Buffer.from('b'), large].map((part) => arena.append(part));
    expect(arena.read(addresses[1] ?? 0, large.length).equals(large)).toBe(true);
    expect(arena.read(addresses[2] ?? 0, 1).toString()).toBe('b');
    arena.forgetBefore(addresses[3] ?? 0);
    expect(arena.heldBytes).toBe(large.length);
    expect(() => arena.read(addresses[0] ?? 0, 1)).toThrow(/not held/);
  });
});
