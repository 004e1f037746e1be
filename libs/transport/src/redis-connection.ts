import { Redis, type RedisOptions } from 'ioredis';
import { messageOf, StreamClosedError, StreamError, StreamUnavailableError } from './errors.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

/** A `redis://` or `rediss://` URL, or ioredis' options. */
export type RedisTarget = string | RedisOptions;

export const CONNECT_TIMEOUT_MS_DEFAULT = 10_000;
/** Delays between attempts to connect again, in ms. */
const RECONNECT_DELAY_MS = 50;
const RECONNECT_DELAY_MS_MAX = 2_000;
const DISCONNECT_TIMEOUT_MS = 200;

/** A connection that tries to come back for ever, and that does nothing before `connected()` is called. */
export function createRedis(target: RedisTarget, settings: RedisOptions = {}): Redis {
  const options: RedisOptions = {
    // A command waits for the connection instead of failing after some attempts; whoever cannot wait has a timeout.
    maxRetriesPerRequest: null,
    ...settings,
    // ioredis keeps the process alive for this long after a disconnect from a Redis that is down already.
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(RECONNECT_DELAY_MS * 2 ** Math.min(times, 10), RECONNECT_DELAY_MS_MAX),
  };
  const redis =
    typeof target === 'string' ? new Redis(target, options) : new Redis({ ...target, ...options });
  // Without a listener an error event ends the process; the reasons are reported by those who wait for an answer.
  redis.on('error', () => undefined);
  return redis;
}

/**
 * Connects if necessary and resolves when commands can be sent. A first refused attempt is not the end: ioredis goes on
 * trying, also after this has given up waiting.
 *
 * @throws StreamUnavailableError when there is no connection after `timeoutMs`
 */
export async function untilReady(
  redis: Redis,
  timeoutMs: number,
  timers: Timers = SYSTEM_TIMERS,
): Promise<void> {
  if (redis.status !== 'ready') await untilNextReady(redis, timeoutMs, timers);
}

/** The same for a connection that says it is ready although it just broke. */
async function untilNextReady(redis: Redis, timeoutMs: number, timers: Timers): Promise<void> {
  let lastError: unknown;
  const remember = (error: unknown): void => {
    lastError = error;
  };
  let onReady: (() => void) | undefined;
  const settled = new AbortController();
  redis.on('error', remember);
  try {
    await new Promise<void>((resolve, reject) => {
      onReady = resolve;
      redis.once('ready', resolve);
      void timers.delay(timeoutMs, settled.signal).then(() => {
        const reason = lastError === undefined ? '' : `: ${messageOf(lastError)}`;
        reject(new StreamUnavailableError(`no connection to Redis after ${timeoutMs} ms${reason}`));
      });
      if (redis.status === 'wait' || redis.status === 'end') {
        // Says less than the error event before it.
        redis.connect().catch((error: unknown) => (lastError ??= error));
      }
    });
  } finally {
    settled.abort();
    redis.off('error', remember);
    if (onReady !== undefined) redis.off('ready', onReady);
  }
}

/**
 * A connection for commands that must be sent once: nothing waits in a queue and nothing is sent again behind the
 * caller's back. A call ends with an answer, or with StreamUnavailableError, after which the outcome is unknown.
 *
 * (ioredis 6.0 never settles what was in flight when a connection breaks and sending again is off, hence the limits here.)
 */
export class RedisCaller {
  readonly redis: Redis;
  private isClosed = false;
  private readonly inFlight = new Set<(error: Error) => void>();

  constructor(
    target: RedisTarget,
    private readonly timeoutMs: number,
    private readonly timers: Timers = SYSTEM_TIMERS,
  ) {
    this.redis = createRedis(target, { autoResendUnfulfilledCommands: false, enableOfflineQueue: false });
    this.redis.on('close', () =>
      this.failInFlight(new StreamUnavailableError('the connection to Redis was lost')),
    );
  }

  /** @throws StreamUnavailableError no connection, or no answer in time; otherwise what Redis refuses with */
  async call<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const { timers } = this;
    const deadlineMs = timers.nowMs() + this.timeoutMs;
    if (this.isClosed) throw new StreamClosedError('the connection to Redis is closed');
    await untilReady(this.redis, this.timeoutMs, timers);
    for (;;) {
      try {
        return await this.attempt(command, deadlineMs - timers.nowMs());
      } catch (error) {
        if (error instanceof StreamError || isReply(error)) throw error;
        if (!isNotSent(error)) {
          throw new StreamUnavailableError(`no answer from Redis: ${messageOf(error)}`, { cause: error });
        }
        await untilNextReady(this.redis, deadlineMs - timers.nowMs(), timers);
      }
    }
  }

  private async attempt<T>(command: (redis: Redis) => Promise<T>, timeoutMs: number): Promise<T> {
    let fail: ((error: Error) => void) | undefined;
    const settled = new AbortController();
    const failure = new Promise<never>((_, reject) => {
      fail = reject;
      this.inFlight.add(reject);
      void this.timers.delay(timeoutMs, settled.signal).then(() => {
        if (settled.signal.aborted) return;
        reject(new StreamUnavailableError(`no answer from Redis within ${this.timeoutMs} ms`));
        // The connection may be dead without knowing it; and an answer that comes late must not meet a later call.
        this.redis.disconnect(true);
      });
    });
    try {
      return await Promise.race([command(this.redis), failure]);
    } finally {
      settled.abort();
      if (fail !== undefined) this.inFlight.delete(fail);
    }
  }

  /** Disconnects; calls in flight fail. */
  close(): void {
    this.isClosed = true;
    this.failInFlight(new StreamClosedError('the connection to Redis was closed'));
    this.redis.disconnect();
  }

  private failInFlight(error: Error): void {
    for (const fail of this.inFlight) fail(error);
  }
}

/** Whether Redis itself refused; its messages begin with a word in capitals that names the kind. */
export function isReply(error: unknown, kind = ''): error is Error {
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith(kind);
}

/** ioredis' refusal to send over a connection that is going down; the command may be given to the next one. */
function isNotSent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Stream isn't writeable");
}
