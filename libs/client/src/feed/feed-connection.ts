import { FEED_CLOSE, type FeedMessage, type FeedRequest, type Welcome } from '@backlay/contracts';
import { BackOff, type BackOffSettings } from '../back-off.js';
import { FeedKeyError } from './errors.js';
import { Silence } from './silence.js';
import type { WebSocketFactory, WebSocketLike } from './web-socket.js';

/** `waiting`: it will try again after a pause. */
export type FeedState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface ConnectionSettings {
  readonly url: string;
  readonly key: string;
  readonly webSocket: WebSocketFactory;
  readonly heartbeatMs: number | undefined;
  readonly backOff: BackOffSettings;
}

/** Who is told what happens on a connection. */
export interface ConnectionListener {
  state(state: FeedState, detail?: string): void;
  welcome(welcome: Welcome): void;
  message(message: FeedMessage): void;
  /** Between a welcome and this, there is a connection. */
  lost(): void;
  /** There will be no other attempt. */
  gaveUp(error: Error): void;
}

/** From the first attempt to the welcome. */
const WELCOME_TIMEOUT_MS = 10_000;
/** How long the farewell may take. */
const FAREWELL_TIMEOUT_MS = 1_000;

/** Keeps a connection to the feed: connects, signs in, notices when it is dead, and connects again. */
export class FeedConnection {
  #state: FeedState = 'closed';
  #socket: WebSocketLike | undefined;
  #isWelcome = false;
  #welcomeAt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #backOff: BackOff;
  readonly #silence = new Silence(() => this.#cut('the server is silent'));

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly listener: ConnectionListener,
  ) {
    this.#backOff = new BackOff(settings.backOff);
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Begins, unless it has begun. */
  open(): void {
    if (this.#state === 'closed') this.#connect();
  }

  /** @throws Error without a connection */
  send(request: FeedRequest): void {
    if (!this.#socket) throw new Error('There is no connection to the feed.');
    this.#socket.send(JSON.stringify(request));
  }

  /** Ends the connection and all attempts; resolves when the server knows, or after a second. */
  close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#drop();
    this.#enter('closed');
    return socket ? farewell(socket) : Promise.resolve();
  }

  #connect(): void {
    this.#enter('connecting');
    this.#isWelcome = false;
    const { url, webSocket } = this.settings;
    this.#silence.watch(WELCOME_TIMEOUT_MS);
    let socket: WebSocketLike;
    try {
      socket = webSocket(url);
    } catch (error) {
      // No attempt that fails, but one that cannot be made: a bad URL, or no WebSocket here.
      this.#giveUp(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#socket = socket;
    this.#listen(socket);
  }

  /** What a socket still says that was given up is heard by nobody. */
  #listen(socket: WebSocketLike): void {
    const { key } = this.settings;
    const isHeard = (): boolean => socket === this.#socket;
    socket.addEventListener('open', () => {
      if (isHeard()) this.send({ op: 'authenticate', key });
    });
    socket.addEventListener('message', ({ data }) => {
      if (isHeard()) this.#read(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (isHeard()) this.#closed(code, reason);
    });
    // A close follows, which says more.
    socket.addEventListener('error', () => undefined);
  }

  #read(data: unknown): void {
    this.#silence.broken();
    const message = parse(data);
    if (!message) this.#cut('the server sent something that is no message of the feed');
    else if (message.op === 'welcome') this.#welcome(message);
    else this.listener.message(message);
  }

  #welcome(welcome: Welcome): void {
    this.#isWelcome = true;
    this.#welcomeAt = performance.now();
    const { heartbeatMs = welcome.heartbeatMs } = this.settings;
    // Three are missing, and the network had a second.
    this.#silence.watch(3 * Math.max(heartbeatMs, welcome.heartbeatMs) + 1_000);
    if (heartbeatMs !== welcome.heartbeatMs) this.send({ op: 'configure', heartbeatMs });
    this.#enter('open');
    this.listener.welcome(welcome);
  }

  #closed(code: number, reason: string): void {
    const detail = reason === '' ? `closed with code ${code}` : `${reason} (${code})`;
    if (code === FEED_CLOSE.KEY_INVALID)
      this.#giveUp(new FeedKeyError(`The feed does not take the key: ${detail}`));
    else this.#retry(detail);
  }

  #giveUp(error: Error): void {
    this.#drop();
    this.#enter('closed', error.message);
    this.listener.gaveUp(error);
  }

  /** Ends a connection that is of no use; a farewell would not arrive. */
  #cut(detail: string): void {
    const socket = this.#socket;
    this.#retry(detail);
    if (socket?.terminate) socket.terminate();
    else socket?.close();
  }

  #retry(detail: string): void {
    const stayedMs = this.#isWelcome ? performance.now() - this.#welcomeAt : 0;
    if (stayedMs > this.settings.backOff.maxMs) this.#backOff.reset();
    this.#drop();
    this.#retryTimer = setTimeout(() => this.#connect(), this.#backOff.next());
    this.#enter('waiting', detail);
  }

  /** Lets go of the socket there is. */
  #drop(): void {
    this.#silence.end();
    this.#socket = undefined;
    if (!this.#isWelcome) return;
    this.#isWelcome = false;
    this.listener.lost();
  }

  #enter(state: FeedState, detail?: string): void {
    this.#state = state;
    this.listener.state(state, detail);
  }
}

function farewell(socket: WebSocketLike): Promise<void> {
  return new Promise((resolve) => {
    const late = (): void => {
      socket.terminate?.();
      resolve();
    };
    const timer = setTimeout(late, FAREWELL_TIMEOUT_MS);
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
}

function parse(data: unknown): FeedMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    const isMessage = typeof message === 'object' && message !== null && 'op' in message;
    return isMessage ? (message as FeedMessage) : undefined;
  } catch {
    return undefined;
  }
}
