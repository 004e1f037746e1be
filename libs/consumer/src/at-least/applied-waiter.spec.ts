import { AT_LEAST_WAITING_MAX, AppliedWaiter } from './applied-waiter.js';

describe('waiting for a sequence', () => {
  it('ends as soon as it is applied, at once when it is', async () => {
    let applied = 5;
    const waiter = new AppliedWaiter(() => Promise.resolve(applied));
    expect(await waiter.reaches(5)).toBe(true);
    const later = waiter.reaches(7);
    applied = 7;
    expect(await later).toBe(true);
    expect(waiter.count).toBe(0);
  });

  it('ends when it takes too long', async () => {
    const waiter = new AppliedWaiter(() => Promise.resolve(1), 20);
    expect(await waiter.reaches(2)).toBe(false);
  });

  it('leaves it to the read to say that the database is away', async () => {
    const waiter = new AppliedWaiter(() => Promise.reject(new Error('away')));
    expect(await waiter.reaches(2)).toBe(true);
  });

  it('asks once for all who wait, and refuses those who are too many', async () => {
    let answer: (sequence: number) => void = () => undefined;
    let asked = 0;
    const waiter = new AppliedWaiter(() => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    });
    const many = Array.from({ length: AT_LEAST_WAITING_MAX }, () => waiter.reaches(3));
    expect(await waiter.reaches(3)).toBe(false);
    answer(3);
    expect(await Promise.all(many)).toEqual(many.map(() => true));
    expect(asked).toBe(1);
  });
});
