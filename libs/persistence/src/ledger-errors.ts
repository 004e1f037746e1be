/** A range of sequences arrived that does not follow the checkpoint: events between them are missing. Never applied past. */
export class SequenceGapError extends Error {
  override readonly name = 'SequenceGapError';

  constructor(
    readonly consumer: string,
    readonly expectedSequence: number,
    readonly receivedSequence: number,
  ) {
    super(
      `consumer ${consumer} expected sequence ${expectedSequence} and received ${receivedSequence}: ` +
        `${receivedSequence - expectedSequence} sequences are missing`,
    );
  }
}

/**
 * This process may not write: its lease ran out and somebody else took over, or it has none. Nothing was written; the way
 * on is to ask for the lease again and to go on behind the position that comes with it.
 */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(
    readonly consumer: string,
    /** Who tried to write; the fence is undefined when it had no lease at all. */
    readonly lost: { readonly owner: string; readonly fence: number | undefined },
    /** Who holds the lease now; undefined when nobody does. */
    readonly holder: string | undefined,
  ) {
    const now = holder === undefined ? 'nobody holds it' : `${holder} holds it`;
    super(`${lost.owner} no longer has the lease of consumer group ${consumer} (${now}) and wrote nothing`);
  }
}

/** PostgreSQL could not be reached within the time given, or refuses this configuration. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}
