/** What a replay makes is not what the log was written with: nothing that follows could be trusted. */
export class ReplayMismatchError extends Error {
  override readonly name = 'ReplayMismatchError';

  constructor(
    readonly sequence: number,
    difference: string,
  ) {
    super(`replaying sequence ${sequence} ${difference}; the engine does not start on it`);
  }

  /** The command's events, or its reason, or those of a command before it, are others. */
  static ofChain(sequence: number, expected: number, actual: number): ReplayMismatchError {
    const difference = `makes other events than it made when it was logged: the chain is ${hexadecimal(actual)}, not ${hexadecimal(expected)}`;
    return new ReplayMismatchError(sequence, difference);
  }

  static ofEvents(sequence: number): ReplayMismatchError {
    return new ReplayMismatchError(sequence, 'makes other events than the log has');
  }
}

/** A chain as people see it. */
export function hexadecimal(chain: number): string {
  return chain.toString(16).padStart(8, '0');
}
