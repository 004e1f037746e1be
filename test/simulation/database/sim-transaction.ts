import type { SequencedExchangeEvent } from '@backlay/contracts';
import { WriteTransaction } from '@backlay/persistence';
import pg from 'pg';

/** Nothing is ever sent to it. */
const NO_CLIENT = new pg.Client();

/** What projectors are given: it writes events, and understands no SQL. */
export class SimTransaction extends WriteTransaction {
  constructor(readonly write: (events: readonly SequencedExchangeEvent[]) => Promise<void>) {
    super(NO_CLIENT);
  }

  override query(): never {
    throw new TypeError('the simulated database understands no SQL');
  }

  override execute(): never {
    throw new TypeError('the simulated database understands no SQL');
  }

  override copy(): never {
    throw new TypeError('the simulated database has no tables');
  }

  override send(): never {
    throw new TypeError('the simulated database understands no SQL');
  }
}
