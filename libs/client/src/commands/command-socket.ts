import type { BackOffSettings } from '../back-off.js';
import { asking } from '../rest/asking.js';
import { ProblemError } from '../rest/problem-error.js';
import { problemReader } from '../rest/problem-reader.js';
import type { Reader } from '../rest/reading.js';
import { RETRY, retrying, type RetrySettings } from '../rest/retry.js';
import { KeptConnection, type ConnectionState } from '../socket/kept-connection.js';
import { globalWebSocket, type WebSocketFactory } from '../socket/web-socket.js';
import type { SocketRoute } from './command-route.js';
import type { CommandSender } from './command-sender.js';
import { CommandSocketClosedError, CommandSocketFullError } from './errors.js';
import { Unanswered, type CommandAnswer, type CommandMessage } from './unanswered.js';

export interface CommandSocketOptions {
  /** `ws://host:port/v1/commands` of the engine. */
  readonly url: string;
  /** A trader's API key, `blk_<keyId>_<secret>`. */
  readonly key: string;
  /** Default: the WebSocket of the browser. In Node: `nodeWebSocket` of `@backlay/client/node`. */
  readonly webSocket?: WebSocketFactory | undefined;
  /** Pauses between attempts to connect. */
  readonly backOff?: BackOffSettings | undefined;
  /** For what the engine says to ask again; a lost connection is no attempt. */
  readonly retry?: Partial<RetrySettings> | undefined;
  /** How long an attempt may be without its answer, over all connections. */
  readonly timeoutMs?: number | undefined;
  /** With commands in flight and nothing heard for so long, the connection is taken to be dead. */
  readonly silenceMsMax?: number | undefined;
  /** Commands that wait for room, or for a connection. */
  readonly waitingMax?: number | undefined;
}

/** What the engine says of whoever has signed in. */
export interface CommandsWelcome {
  readonly op: 'welcome';
  readonly role: 'TRADER' | 'OPERATOR' | 'VIEWER';
  /** Of a trader. */
  readonly accountId: string | null;
}

/** Above this the engine ends the connection: the largest body of REST. */
const MESSAGE_BYTES_MAX = 256 * 1024;
/** What the engine lets one connection have; beyond the first it refuses, beyond the second it does not read. */
const IN_FLIGHT_MAX = 256;
const LENGTH_IN_FLIGHT_MAX = 1024 * 1024;
const WAITING_MAX = 10_000;
const TIMEOUT_MS = 30_000;
const SILENCE_MS_MAX = 10_000;
/** An engine that starts again is there after seconds, and commands wait for it. */
const BACK_OFF: BackOffSettings = { firstMs: 100, maxMs: 3_000 };

const isMessage = (said: object): boolean => 'id' in said || 'op' in said;
const keyError = (detail: string): Error =>
  new ProblemError({ status: 401, code: 'KEY_INVALID', detail, fields: [] });
const encoder = new TextEncoder();

/**
 * Commands of one trader over one WebSocket, which is made with the first of them and again whenever it is lost. Many are in
 * flight at once; the engine takes them in in the order in which they were given. What a lost connection leaves without an answer
 * is sent again on the next one, the same to the letter: by its `commandId` it is carried out once.
 */
export class CommandSocket implements CommandSender {
  readonly #url: string;
  readonly #retry: RetrySettings;
  readonly #silenceMsMax: number;
  readonly #waitingMax: number;
  readonly #connection: KeptConnection<CommandsWelcome, CommandAnswer>;
  readonly #unanswered: Unanswered;
  #messageCount = 0;
  /** Calls of `post` that are not over, those among them that wait before they ask again. */
  #postCount = 0;
  #isListening = false;
  #whenRoom: (() => void)[] = [];
  #whenDone: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: CommandSocketOptions) {
    const { url, key, webSocket = globalWebSocket, backOff = BACK_OFF, timeoutMs = TIMEOUT_MS } = options;
    this.#url = url;
    this.#retry = { ...RETRY, ...options.retry };
    this.#silenceMsMax = options.silenceMsMax ?? SILENCE_MS_MAX;
    this.#waitingMax = options.waitingMax ?? WAITING_MAX;
    const bounds = { inFlightMax: IN_FLIGHT_MAX, lengthInFlightMax: LENGTH_IN_FLIGHT_MAX, timeoutMs };
    this.#unanswered = new Unanswered(bounds, () => this.#moved());
    this.#connection = new KeptConnection(
      { url, key, webSocket, backOff, isMessage, keyError },
      {
        welcome: () => this.#moved(),
        message: (answer) => this.#answered(answer),
        lost: () => this.#lost(),
        gaveUp: (error) => this.#gaveUp(error),
      },
    );
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Commands without an answer, sent or not. */
  get unansweredCount(): number {
    return this.#postCount;
  }

  /**
   * Calls the listener whenever the state changes, with the reason where there is one.
   * @returns its removal
   */
  onState(listener: (state: ConnectionState, detail?: string) => void): () => void {
    return this.#connection.onState(listener);
  }

  /**
   * Signs in before there is a command: the first one would do it, too.
   * @returns who the key says one is
   * @throws ProblemError `KEY_INVALID`, CommandSocketClosedError, and what the WebSocket says of a URL that is none
   */
  connect(): Promise<CommandsWelcome> {
    return this.#closed ? Promise.reject(closedError()) : this.#connection.connect();
  }

  /** Resolves when one more command would be sent at once: for whoever would rather give them more slowly than let them wait. */
  async room(): Promise<void> {
    while (!this.#unanswered.hasRoom) await new Promise<void>((resolve) => this.#whenRoom.push(resolve));
  }

  /**
   * Sends a command of a `TradingClient`, which has this as its option `commands`.
   *
   * @throws ProblemError, NoAnswerError, AnswerError as over REST; CommandSocketClosedError, CommandSocketFullError
   */
  async post<T>(route: SocketRoute, body: object, reader: Reader<T>): Promise<T> {
    if (this.#closed) throw closedError();
    if (this.#unanswered.waitingCount >= this.#waitingMax)
      throw new CommandSocketFullError(`${this.#waitingMax} commands wait already.`);
    const message = this.#messageOf(route, body);
    this.#postCount += 1;
    try {
      return await asking({ whom: `The engine at ${this.#url}`, what: route.op, body }, async () =>
        reader(await retrying(() => this.#attempt(message), this.#retry)),
      );
    } finally {
      this.#postCount -= 1;
      if (this.#postCount === 0) this.#whenDone?.();
    }
  }

  /** Takes nothing more, waits for the answers of what it has, and ends the connection. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    if (this.#postCount > 0) await new Promise<void>((resolve) => (this.#whenDone = resolve));
    await this.#connection.close(closedError());
  }

  #messageOf({ op, orderId }: SocketRoute, body: object): CommandMessage {
    const said = JSON.stringify(orderId === undefined ? body : { ...body, orderId });
    this.#messageCount += 1;
    const id = String(this.#messageCount);
    return { id, text: `{"id":"${id}","op":"${op}","body":${said}}` };
  }

  /** @returns the body of a good answer @throws ProblemError, UnansweredError */
  async #attempt(message: CommandMessage): Promise<unknown> {
    refuseTooLarge(message);
    const answer = this.#unanswered.add(message);
    this.#connection.open();
    this.#moved();
    const { status, retryAfter, body } = await answer;
    if (status < 400) return body;
    const retryAfterMs = retryAfter === undefined ? undefined : 1_000 * retryAfter;
    throw new ProblemError({ status, ...problemReader(body) }, retryAfterMs);
  }

  #answered(answer: CommandAnswer): void {
    this.#unanswered.answered(answer);
    this.#moved();
  }

  /** Sends what there is room for, and sees to it that the server is listened for while, and only while, it owes answers. */
  #moved(): void {
    if (this.#connection.state === 'open') {
      for (let next = this.#unanswered.next(); next; next = this.#unanswered.next())
        this.#connection.send(next.text);
      this.#listen(this.#unanswered.inFlightCount > 0);
    }
    if (this.#whenRoom.length > 0 && this.#unanswered.hasRoom) this.#letIn();
  }

  #listen(isOwed: boolean): void {
    if (isOwed === this.#isListening) return;
    this.#isListening = isOwed;
    if (isOwed) this.#connection.expectWithin(this.#silenceMsMax);
    else this.#connection.expectNothing();
  }

  #lost(): void {
    this.#isListening = false;
    this.#unanswered.lost();
  }

  #gaveUp(error: Error): void {
    this.#unanswered.fail(error);
    this.#letIn();
  }

  #letIn(): void {
    const waiting = this.#whenRoom;
    this.#whenRoom = [];
    for (const resolve of waiting) resolve();
  }
}

/** What the server would refuse by ending the connection, and with it everything in flight. */
function refuseTooLarge({ text }: CommandMessage): void {
  // No character has more than three bytes in UTF-8: most need not be counted.
  if (3 * text.length <= MESSAGE_BYTES_MAX) return;
  const bytes = encoder.encode(text).length;
  if (bytes <= MESSAGE_BYTES_MAX) return;
  const detail = `The message has ${bytes} bytes; it may have ${MESSAGE_BYTES_MAX}.`;
  throw new ProblemError({ status: 413, code: 'BODY_TOO_LARGE', detail, fields: [] });
}

function closedError(): CommandSocketClosedError {
  return new CommandSocketClosedError('The socket was closed, and takes no commands.');
}
