/** The command was never sent: nothing has changed. */
export class NotSentError extends Error {
  override readonly name: string = 'NotSentError';
}

/** The socket was closed, and takes nothing more. */
export class CommandSocketClosedError extends NotSentError {
  override readonly name = 'CommandSocketClosedError';
}

/** Too many commands wait for room on the connection, or for a connection. */
export class CommandSocketFullError extends NotSentError {
  override readonly name = 'CommandSocketFullError';
}
