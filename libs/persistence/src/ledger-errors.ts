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

/** PostgreSQL could not be reached within the time given, or refuses this configuration. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}
