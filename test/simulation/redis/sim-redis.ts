import type { CommandContext, Waiting } from './command-context.js';
import { COMMANDS, TAKES_MEMORY } from './commands.js';
import { Keyspace } from './keyspace.js';
import { CommandParser, encodeReply, NULL_ARRAY, OK, RedisError, type Reply } from './resp.js';
import { Words } from './words.js';

const OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

/** Time as a server needs it. */
export interface ServerTime {
  nowMs(): number;
  /** @returns how to call it off */
  after(ms: number, run: () => void): () => void;
}

/** What a server knows of the other end of a connection. */
export interface ConnectionEnd {
  send(bytes: Buffer): void;
  close(): void;
}

/**
 * The part of Redis that this project uses, with Redis' semantics and Redis' own words, over whatever carries bytes. A
 * spec compares it with a real server, command by command.
 */
export class SimRedis {
  keys = new Keyspace();
  /** Commands that need memory are refused. */
  isFull = false;
  readonly #connections = new Set<RedisConnection>();

  constructor(readonly time: ServerTime) {}

  get connections(): Iterable<RedisConnection> {
    return this.#connections;
  }

  accept(end: ConnectionEnd): RedisConnection {
    const connection = new RedisConnection(this, end);
    this.#connections.add(connection);
    return connection;
  }

  forget(connection: RedisConnection): void {
    this.#connections.delete(connection);
  }

  /** All keys are gone, as FLUSHALL does it. */
  empty(): void {
    this.keys.clear();
    for (const connection of this.#connections) connection.lookAgain();
  }

  /** Goes on with another state: a restart, or a replica that was promoted. All connections are lost. */
  restartWith(keys: Keyspace): void {
    this.keys = keys;
    this.disconnectAll();
  }

  disconnectAll(): void {
    for (const connection of this.#connections) connection.close();
  }

  changed(key: string): void {
    // Those who wait are served after the command that woke them, the longest waiting first.
    for (const connection of this.#connections) if (connection.waitsFor(key)) connection.lookAgain();
  }
}

/** One client's connection: executes its commands one after the other. */
export class RedisConnection implements CommandContext {
  readonly #parser = new CommandParser();
  #queue: Buffer[][] = [];
  #waiting: { readonly for: Waiting; readonly cancel: () => void } | undefined;
  #isClosed = false;

  constructor(
    private readonly server: SimRedis,
    private readonly end: ConnectionEnd,
  ) {}

  get keys(): Keyspace {
    return this.server.keys;
  }

  nowMs = (): number => Math.floor(this.server.time.nowMs());

  changed(key: string): void {
    this.server.changed(key);
  }

  receive(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#queue.push(...this.#parser.add(bytes));
    this.#executeQueue();
  }

  /** The server closes it, or notices that the client has. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting?.cancel();
    this.#waiting = undefined;
    this.server.forget(this);
    this.end.close();
  }

  block(waiting: Waiting): undefined {
    const give = (): void => this.#endWaiting(NULL_ARRAY);
    const cancel =
      waiting.timeoutMs === 0 ? () => undefined : this.server.time.after(waiting.timeoutMs, give);
    this.#waiting = { for: waiting, cancel };
    return undefined;
  }

  waitsFor(key: string): boolean {
    return this.#waiting?.for.key === key;
  }

  /** What it waits for may be there, or may never come. */
  lookAgain(): void {
    if (this.#waiting === undefined) return;
    const reply = attempt(this.#waiting.for.look);
    if (reply !== undefined) this.#endWaiting(reply);
  }

  #endWaiting(reply: Reply): void {
    this.#waiting?.cancel();
    this.#waiting = undefined;
    this.end.send(encodeReply(reply));
    this.#executeQueue();
  }

  #executeQueue(): void {
    while (this.#waiting === undefined && !this.#isClosed) {
      const words = this.#queue.shift();
      if (words === undefined) return;
      const reply = attempt(() => this.#execute(words));
      if (reply !== undefined) this.end.send(encodeReply(reply));
    }
  }

  #execute(words: readonly Buffer[]): Reply | undefined {
    const name = (words[0]?.toString() ?? '').toUpperCase();
    if (name === 'FLUSHALL') {
      this.server.empty();
      return OK;
    }
    const command = COMMANDS[name];
    if (command === undefined) throw unknown(words.map(String));
    const withAction = `${name} ${(words[1]?.toString() ?? '').toUpperCase()}`;
    if (this.server.isFull && (TAKES_MEMORY.has(name) || TAKES_MEMORY.has(withAction))) {
      throw new RedisError(OUT_OF_MEMORY);
    }
    return command(this, new Words(words.slice(1)));
  }
}

function attempt(work: () => Reply | undefined): Reply | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RedisError) return error;
    throw error;
  }
}

function unknown([name = '', ...rest]: readonly string[]): RedisError {
  const beginning = rest.map((word) => `'${word}' `).join('');
  return new RedisError(`ERR unknown command '${name}', with args beginning with: ${beginning}`);
}
