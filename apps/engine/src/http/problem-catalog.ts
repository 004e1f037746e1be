import { ACCESS_PROBLEMS } from '@backlay/service';
import { REJECT_REASONS, RejectReason } from '@backlay/matcher';

/** What every problem of one code has in common. */
export interface ProblemDefinition {
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  /** What it means and what the client can do. */
  readonly description: string;
}

/** The name of a matcher's refusal, such as `PRICE_OFF_LADDER`. */
export type RejectCode = Exclude<keyof typeof RejectReason, 'None'>;

const REJECTS: Readonly<Record<RejectCode, Omit<ProblemDefinition, 'description'>>> = {
  MARKET_NAME_INVALID: { status: 422, title: 'Market name not allowed' },
  RUNNERS_INVALID: { status: 422, title: 'Runners not allowed' },
  LADDER_INVALID: { status: 422, title: 'Price ladder not allowed' },
  MARKET_UNKNOWN: { status: 404, title: 'No such market' },
  MARKET_STATUS_CONFLICT: { status: 409, title: 'Market is not in the right status' },
  ORDER_UNKNOWN: { status: 404, title: 'No such order' },
  MARKET_INACTIVE: { status: 409, title: 'Market is not open yet' },
  MARKET_SUSPENDED: { status: 409, title: 'Market is suspended' },
  MARKET_CLOSED: { status: 409, title: 'Market is closed' },
  RUNNER_UNKNOWN: { status: 404, title: 'No such runner' },
  SIDE_INVALID: { status: 422, title: 'Side not allowed' },
  PRICE_INVALID: { status: 422, title: 'Price out of bounds' },
  PRICE_OFF_LADDER: { status: 422, title: 'Price is not on the ladder' },
  SIZE_INVALID: { status: 422, title: 'Size out of bounds' },
  NOTHING_TO_CHANGE: { status: 422, title: 'Nothing to change' },
  ORDER_LIMIT_REACHED: { status: 503, title: 'No room for another order' },
  MARKET_LIMIT_REACHED: { status: 503, title: 'No room for another market' },
  ACCOUNT_INVALID: { status: 422, title: 'Account not allowed' },
  COMMAND_UNKNOWN: { status: 422, title: 'Command not known' },
  POSITION_LIMIT_REACHED: { status: 503, title: 'No room for another account in a market' },
  BETTING_RULES_INVALID: { status: 422, title: 'Betting rules not allowed' },
  RUNNER_REMOVED: { status: 409, title: 'Runner was removed' },
  TERMS_CONFLICT: { status: 422, title: 'Terms do not go together' },
  MIN_FILL_SIZE_INVALID: { status: 422, title: 'Least size out of bounds' },
  GOOD_TILL_INVALID: { status: 422, title: 'Good-till time is past' },
  ORDER_LATE: { status: 409, title: 'Order came too late' },
  MARKET_VERSION_CHANGED: { status: 409, title: 'Market has changed' },
  TARGET_TOO_SMALL: { status: 422, title: 'Target too small' },
  TRADE_LIMIT_REACHED: { status: 503, title: 'No room for another trade' },
  ACCOUNT_UNKNOWN: { status: 404, title: 'No such account' },
  ACCOUNT_EXISTS: { status: 409, title: 'Account is open already' },
  CURRENCY_INVALID: { status: 422, title: 'Currency not allowed' },
  CURRENCY_MISMATCH: { status: 409, title: 'Account has another currency' },
  ACCOUNT_STOPPED: { status: 409, title: 'Account is stopped' },
  ACCOUNT_NOT_STOPPED: { status: 409, title: 'Account is not stopped' },
  SETTINGS_INVALID: { status: 422, title: 'Settings not allowed' },
  AMOUNT_INVALID: { status: 422, title: 'Amount out of bounds' },
  MONEY_LIMIT_REACHED: { status: 503, title: 'No room for more money' },
  TIMEOUT_INVALID: { status: 422, title: 'Timeout out of bounds' },
  ORDER_RATE_EXCEEDED: { status: 429, title: 'Too many orders in a second' },
  ORDER_COUNT_EXCEEDED: { status: 409, title: 'Too many orders in books' },
  SIZE_LIMIT_EXCEEDED: { status: 409, title: 'Size beyond a limit' },
  LIABILITY_LIMIT_EXCEEDED: { status: 409, title: 'Liability beyond a limit' },
  EXPOSURE_LIMIT_EXCEEDED: { status: 409, title: 'Exposure beyond a limit' },
  POSITION_TOO_LARGE: { status: 409, title: 'Position too large' },
  INSUFFICIENT_FUNDS: { status: 409, title: 'Not enough free money' },
  POST_ONLY_WOULD_MATCH: { status: 409, title: 'Order would match' },
  MARKET_WITHOUT_MONEY: { status: 409, title: 'Market has no money' },
  IN_PLAY_ALREADY: { status: 409, title: 'Market is in-play' },
  START_TIME_INVALID: { status: 422, title: 'Start time not allowed' },
  REDUCTION_FACTOR_INVALID: { status: 422, title: 'Reduction factor out of bounds' },
  VOID_TIME_INVALID: { status: 422, title: 'Moment not allowed' },
  RESULT_INVALID: { status: 422, title: 'Results are not complete' },
  TIED_RUNNERS_INVALID: { status: 422, title: 'Tied runners do not fit' },
  SETTLEMENT_FINAL: { status: 409, title: 'Settlement is final' },
  SHARE_INVALID: { status: 422, title: 'Share out of bounds' },
  CASH_OUT_NO_EXPOSURE: { status: 409, title: 'Nothing to close' },
  CASH_OUT_NO_LIQUIDITY: { status: 409, title: 'Not enough in the book' },
  CASH_OUT_PRICE_MOVED: { status: 409, title: 'Price has moved' },
};

const EDGE = {
  REQUEST_INVALID: {
    status: 400,
    title: 'Request not understood',
    description:
      'The request does not have the form this operation takes; `errors` names each place by a JSON pointer. It took no sequence and changed nothing.',
  },
  JSON_INVALID: {
    status: 400,
    title: 'Body is not JSON',
    description:
      'The body must be JSON (RFC 8259) in UTF-8, without keys that would reach an object prototype.',
  },
  NUMBER_INEXACT: {
    status: 400,
    title: 'Number cannot be carried exactly',
    description:
      'A number in the body has more digits than a JSON number carries in JavaScript. Write prices and sizes as strings: "2.50".',
  },
  ...ACCESS_PROBLEMS,
  ROUTE_UNKNOWN: {
    status: 404,
    title: 'No such resource',
    description: 'There is no operation under this path; /docs lists them all.',
  },
  PROBLEM_UNKNOWN: {
    status: 404,
    title: 'No such problem',
    description: 'GET /problems lists the codes there are.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    description: 'The path exists for other methods; the Allow header names them.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request took too long',
    description:
      'The whole request must arrive within the time the server is configured for (10 seconds by default).',
  },
  COMMAND_ID_REUSED: {
    status: 409,
    title: 'commandId belongs to another command',
    description:
      'A commandId names one command of one account. A retry must repeat that command as it was; a new command needs a new commandId.',
  },
  COMMAND_ID_EXPIRED: {
    status: 409,
    title: 'commandId is too old to be known',
    description:
      'The time in the commandId is beyond what the engine remembers, so it cannot tell a retry from a new command. Nothing was carried out: look at your orders, then use a new commandId.',
  },
  COMMAND_ID_EARLY: {
    status: 422,
    title: 'commandId is ahead of the time',
    description:
      'The time in the commandId is more than 5 minutes ahead of that of the engine. Nothing was carried out: set the clock right and use a new commandId.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'Body too large',
    description: 'A body may have 64 KiB; batches may have 256 KiB, new markets 1 MiB.',
  },
  URL_TOO_LONG: {
    status: 414,
    title: 'URL too long',
    description: 'No part of a path is longer than 100 characters.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'Media type not supported',
    description: 'Send JSON with the header Content-Type: application/json.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Headers too large',
    description: 'All headers of a request together may have 16 KiB.',
  },
  HTTP_INVALID: { status: 400, title: 'Not HTTP', description: 'The bytes received are no HTTP request.' },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Fault of the engine',
    description:
      'A fault of the engine, not of the request. Whether a command was carried out is unknown: retry with the same commandId.',
  },
  ACCOUNT_LIMIT_REACHED: {
    status: 503,
    title: 'No room for another account',
    description:
      'The engine knows as many accounts as it can. Accounts that have placed orders before go on.',
  },
  ENGINE_STARTING: {
    status: 503,
    title: 'Engine is starting',
    description: 'The engine is replaying its log. Retry after the time given in Retry-After.',
  },
  ENGINE_STOPPING: {
    status: 503,
    title: 'Engine is stopping',
    description:
      'The engine takes no more commands; those already taken are answered. Retry elsewhere or later.',
  },
  ENGINE_OVERLOADED: {
    status: 503,
    title: 'Too much in progress',
    description:
      'As many requests as allowed are in progress, or as many commands wait for the disk. Nothing of this request was taken: retry after Retry-After. A request that comes earlier on the same connection waits until then, and up to three seconds longer for room, before it is refused; one that takes risk away only where there is no room for that either.',
  },
  ENGINE_FENCED: {
    status: 503,
    title: 'Stream belongs to another engine',
    description:
      'Another engine publishes to the stream of this one, or the stream holds more than this log: the log is an older copy. No more commands are taken until an operator has decided which engine stays.',
  },
  LOG_FAILED: {
    status: 503,
    title: 'Event log has stopped',
    description:
      'The log could not be written. No more commands are taken until a restart; the outcome of a command in flight is unknown until then, and a retry with the same commandId is safe.',
  },
} as const satisfies Record<string, ProblemDefinition>;

/** Every code a problem can have. */
export type ProblemCode = keyof typeof EDGE | RejectCode;

/** All problems by code: refusals at the edge first, then those of the matcher in the order of their checks. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemDefinition>> = { ...EDGE, ...describedRejects() };

/** True for a code that a problem can have. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** The code of a refusal. `reason` is not `None`. */
export function rejectCode(reason: RejectReason): RejectCode {
  return RejectReason[reason] as RejectCode;
}

function describedRejects(): Record<RejectCode, ProblemDefinition> {
  const described = REJECT_REASONS.map(({ name, description }) => {
    const code = name as RejectCode;
    return [code, { ...REJECTS[code], description }] as const;
  });
  return Object.fromEntries(described) as Record<RejectCode, ProblemDefinition>;
}
