import { ExchangeEventCodec, type SequencedExchangeEvent } from '@backlay/contracts';
import { ConsumerLedger, isPassingFault, type SequenceSpan } from '@backlay/persistence';
import { ProblemException } from '@backlay/service';
import type { DeadLetter, DeadLetters } from '@backlay/transport';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PROJECTORS, projectAll, type Projector } from '../projector.js';
import { DEAD_LETTERS } from './dead-letter-store.js';
import type { RedriveView } from './dead-letter.view.js';

/** Applies what was skipped, by hand, once the reason is gone. */
@Injectable()
export class Redriver implements OnApplicationShutdown {
  readonly #letters: DeadLetters;
  readonly #ledger: ConsumerLedger;
  readonly #projectors: readonly Projector[];

  constructor(
    @Inject(DEAD_LETTERS) letters: DeadLetters,
    ledger: ConsumerLedger,
    @Inject(PROJECTORS) projectors: readonly Projector[],
  ) {
    this.#letters = letters;
    this.#ledger = ledger;
    this.#projectors = projectors;
  }

  /**
   * Applies the events of a letter in one transaction, with the same projectors, then removes the letter. A crash in
   * between leaves a letter whose rows are there: to redrive it again only removes it.
   * @throws ProblemException when they still cannot be applied; the letter stays
   */
  async redrive(letter: DeadLetter): Promise<RedriveView> {
    const events = this.#decode(letter);
    let applied = 0;
    const outcome = await this.#ledger
      .redrive(letter, async (transaction, spans) => {
        const missing = events.filter(({ sequence }) => spans.some((span) => contains(span, sequence)));
        applied = missing.length;
        const { shard } = this.#ledger.identity;
        await projectAll(this.#projectors, { shard, events: missing, transaction });
      })
      .catch((error: unknown) => {
        throw isPassingFault(error) ? error : stillPoison(letter, error);
      });
    if (outcome === 'not-reached') throw notReached(letter);
    await this.#letters.remove(letter.id);
    return { id: letter.id, outcome, events: applied };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#letters.close();
  }

  #decode(letter: DeadLetter): SequencedExchangeEvent[] {
    try {
      return new ExchangeEventCodec(this.#ledger.identity.shard).decode(letter.payload);
    } catch (error) {
      throw stillPoison(letter, error);
    }
  }
}

function contains({ firstSequence, lastSequence }: SequenceSpan, sequence: number): boolean {
  return sequence >= firstSequence && sequence <= lastSequence;
}

function stillPoison({ id }: DeadLetter, error: unknown): ProblemException {
  const reason = error instanceof Error ? error.message : String(error);
  return new ProblemException({
    status: 409,
    code: 'REDRIVE_FAILED',
    detail: `Dead letter ${id} still cannot be applied: ${reason}. Nothing was written and the letter stays.`,
  });
}

function notReached({ id, lastSequence }: DeadLetter): ProblemException {
  return new ProblemException({
    status: 409,
    code: 'DEAD_LETTER_AHEAD',
    detail:
      `The checkpoint is not past sequence ${lastSequence} of dead letter ${id}: ` +
      'the consumer itself will come to it, so there is nothing to redrive.',
  });
}
