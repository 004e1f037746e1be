/** One place of a request that is not as it must be. */
export interface FieldProblem {
  /** JSON pointer into the body, `?name` for a query, `:name` for a part of the path. */
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal as the server has written it (RFC 9457). */
export interface Problem {
  readonly status: number;
  /** Stable name: `PRICE_OFF_LADDER`. */
  readonly code: string;
  /** What was wrong this time, and what is allowed. */
  readonly detail: string;
  /** What the command took, when it took one: then every retry is refused with the same words. */
  readonly sequence?: number | undefined;
  readonly fields: readonly FieldProblem[];
}

/** The server refused a request by name; nothing has changed, but for `INTERNAL_ERROR` and `LOG_FAILED`, after which that is unknown. */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly sequence: number | undefined;
  readonly fields: readonly FieldProblem[];

  constructor(
    { status, code, detail, sequence, fields }: Problem,
    /** When one may come again, as the server said. */
    readonly retryAfterMs?: number,
  ) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.sequence = sequence;
    this.fields = fields;
  }
}

/** No answer came, in all attempts. Whether a command was carried out is unknown: send it again under the same `commandId`. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(
    message: string,
    readonly commandId: string | undefined,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}
