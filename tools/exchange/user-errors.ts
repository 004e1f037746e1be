import { AnswerError, NoAnswerError, ProblemError } from '@backlay/client';
import { KeyFileError } from '@backlay/service';
import { ServerError } from './http-client.js';

/** Errors whose message says to the user of a tool all there is to say; a TypeError is one of the arguments. */
const FOR_USERS = [ServerError, ProblemError, NoAnswerError, AnswerError, KeyFileError, TypeError];

/** What a tool prints of an error: one sentence, or everything when it is a fault of the tool. */
export function messageFor(error: unknown, kinds: readonly (new (message: string) => Error)[] = []): unknown {
  const isForUser = [...FOR_USERS, ...kinds].some((kind) => error instanceof kind);
  return isForUser && error instanceof Error ? error.message : error;
}
