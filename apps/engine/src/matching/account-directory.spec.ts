import { AccountDirectory, NOBODY } from './account-directory.js';

describe('the numbers of accounts', () => {
  it('are given in the order of the first accepted order, and kept', () => {
    const accounts = new AccountDirectory();
    expect(accounts.numberOf('alice')).toBe(NOBODY);
    expect(accounts.numberFor('alice')).toBe(1);
    expect(accounts.numberFor('bob')).toBe(1);
    accounts.keep('bob');
    accounts.keep('bob');
    accounts.keep('alice');
    expect([accounts.numberOf('bob'), accounts.numberFor('bob')]).toEqual([1, 1]);
    expect([accounts.numberOf('alice'), accounts.accountIdOf(2)]).toEqual([2, 'alice']);
    expect(() => accounts.accountIdOf(3)).toThrow(RangeError);
  });

  it('run out for new accounts only', () => {
    const accounts = new AccountDirectory(1);
    expect(accounts.isFullFor('alice')).toBe(false);
    accounts.keep('alice');
    expect(accounts.isFullFor('alice')).toBe(false);
    expect(accounts.isFullFor('bob')).toBe(true);
  });
});
