/**
 * Trouble that the person at the keyboard can fix. The message is one clear sentence; the tools print it without a
 * stack and end with exit code 1.
 */
export class UserError extends Error {
  /**
   * @param {string} message
   * @param {{ detail?: string }} [options] detail: lines worth showing below the sentence, such as a log's tail
   */
  constructor(message, options = {}) {
    super(message);
    this.name = 'UserError';
    this.detail = options.detail;
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined} the system's code (`ENOENT`, `EADDRINUSE` ...) of an error, when it has one
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Prints an error that ends a tool: the sentence of a UserError, the whole stack of anything else (that is our bug).
 *
 * @param {unknown} error
 */
export function printFatal(error) {
  if (error instanceof UserError) {
    console.error(`\n${error.message}`);
    if (error.detail) console.error(`\n${error.detail}`);
    return;
  }
  if (errorCode(error) === 'ENOSPC') {
    console.error('\nThe disk is full: free some space and start again (nothing that was answered is lost).');
    return;
  }
  console.error(error);
}
