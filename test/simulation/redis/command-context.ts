import type { Keyspace } from './keyspace.js';
import type { Reply } from './resp.js';

/** A client that waits in Redis for something to come. */
export interface Waiting {
  readonly key: string;
  /** 0: for ever. */
  readonly timeoutMs: number;
  /** The answer, as soon as there is one. @throws RedisError when waiting makes no sense any more */
  readonly look: () => Reply | undefined;
}

/** What a command works with. */
export interface CommandContext {
  readonly keys: Keyspace;
  nowMs(): number;
  /** Somebody may be waiting for this key. */
  changed(key: string): void;
  /** Lets the client wait; it gets its answer later. */
  block(waiting: Waiting): undefined;
}
