import type { CommandOutcome } from './answer.js';

/** A command as the clients know it: sent so often, and answered in the end. */
export interface LedgerEntry {
  readonly commandId: string;
  readonly accountId: string;
  /** How often it was sent; more than once when no answer came. */
  attempts: number;
  outcome: CommandOutcome | undefined;
}

/** An answered request, to be sent once more later: the answer must be the same, byte for byte. */
export interface AnsweredRequest {
  readonly path: string;
  readonly body: string;
  /** Whose key signed it; empty for the operator's. */
  readonly accountId: string;
  readonly status: number;
  readonly text: string;
}

/** The latest answered requests that are kept for being repeated. */
const REPEATABLE_MAX = 64;
/** Codes of passing refusals are counted; the rest of the ledger never forgets. */
export class Ledger {
  readonly entries: LedgerEntry[] = [];
  readonly refusedInPassing = new Map<string, number>();
  private readonly repeatable: AnsweredRequest[] = [];
  private answeredCount = 0;
  private retryCount = 0;

  /** Commands with an answer. */
  get answered(): number {
    return this.answeredCount;
  }

  /** Requests that were sent again. */
  get retries(): number {
    return this.retryCount;
  }

  /** The latest answered requests. */
  get latest(): readonly AnsweredRequest[] {
    return this.repeatable;
  }

  /** Notes a command before it is sent for the first time. */
  issue(commandId: string, accountId: string): LedgerEntry {
    const entry: LedgerEntry = { commandId, accountId, attempts: 0, outcome: undefined };
    this.entries.push(entry);
    return entry;
  }

  noteAttempt(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) entry.attempts += 1;
    if ((entries[0]?.attempts ?? 0) > 1) this.retryCount += 1;
  }

  notePassing(reason: string): void {
    this.refusedInPassing.set(reason, (this.refusedInPassing.get(reason) ?? 0) + 1);
  }

  noteAnswer(entries: readonly LedgerEntry[], outcomes: readonly CommandOutcome[]): void {
    entries.forEach((entry, index) => {
      entry.outcome = outcomes[index];
      this.answeredCount += 1;
    });
  }

  noteRequest(request: AnsweredRequest): void {
    this.repeatable.push(request);
    if (this.repeatable.length > REPEATABLE_MAX) this.repeatable.shift();
  }
}
