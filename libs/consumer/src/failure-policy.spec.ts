import { LeaseLostError, SequenceGapError } from '@backlay/persistence';
import { StreamUnavailableError, type StreamFailure } from '@backlay/transport';
import type { PoisonAction } from './consumer-settings.js';
import { ConsumerFailurePolicy } from './failure-policy.js';

const DELIVERY = {
  stream: 'events:0',
  group: 'spec',
  consumer: 'spec-1',
  shard: 0,
  epoch: 1,
  firstSequence: 1,
  lastSequence: 1,
  deliveryCount: 1,
};
const ATTEMPTS = 3;

function decide(error: unknown, countedAttempt: number, onPoison: PoisonAction = 'skip') {
  const failure: StreamFailure = { error, delivery: DELIVERY, attempt: countedAttempt, countedAttempt };
  return new ConsumerFailurePolicy({ onPoison, poisonAttempts: ATTEMPTS }).decide(failure);
}

describe('what a consumer does about a batch that fails', () => {
  it.each([
    ['skip', { action: 'skip' }],
    ['halt', { action: 'halt', isNarrowed: true }],
  ] as const)('tries some times, then does what was chosen: %s', (onPoison, decision) => {
    const error = new Error('new row violates check constraint');
    expect(decide(error, ATTEMPTS - 1, onPoison)).toMatchObject({ action: 'retry' });
    expect(decide(error, ATTEMPTS, onPoison)).toEqual(decision);
  });

  it.each([
    ['the database is away', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['a deadlock', Object.assign(new Error('deadlock detected'), { code: '40P01' })],
    ['the disk of the database is full', Object.assign(new Error('no space left'), { code: '53100' })],
    ['Redis is away', new StreamUnavailableError('no answer')],
    ['Redis is loading', new Error('LOADING Redis is loading the dataset in memory')],
    ['Redis is full', new Error("OOM command not allowed when used memory > 'maxmemory'.")],
  ])('tries for ever, without counting it against the events: %s', (_what, error) => {
    expect(decide(error, 1_000)).toMatchObject({ action: 'retry', isPassing: true });
  });

  it('asks for the lease again when it was lost, and for the position when the database went back', () => {
    const lost = new LeaseLostError('spec', { owner: 'spec-1', fence: 1 }, 'spec-2');
    expect(decide(lost, 1)).toEqual({ action: 'reopen' });
    expect(decide(new SequenceGapError('spec', 5, 9), 1)).toEqual({ action: 'reopen' });
  });
});
