import { SOCKET_CLOSE } from '@backlay/contracts';
import { BackOff, type BackOffSettings } from '../back-off.js';
import { Listeners } from '../listeners.js';
import { Silence } from './silence.js';
import type { WebSocketFactory, WebSocketLike } from './web-socket.js';

/** `waiting`: it will try again after a pause. */
export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface ConnectionSettings {
  readonly url: string;
  readonly key: string;
  readonly webSocket: WebSocketFactory;
  readonly backOff: BackOffSettings;
  /** Whether something that the server says is a message at all. */
  readonly isMessage: (said: object) => boolean;
  /** What everybody who waits is told when the server does not take the key. */
  readonly keyError: (detail: string) => Error;
}

/** Who is told what happens on a connection. */
export interface ConnectionListener<Welcome, Message> {
  welcome(welcome: Welcome): void;
  message(message: Message): void;
  /** Between a welcome and this, there is a connection. */
  lost(): void;
  /** There will be no other attempt: the key is refused, or none can be made. */
  gaveUp(error: Error): void;
}

interface Connecting<Welcome> {
  readonly resolve: (welcome: Welcome) => void;
  readonly reject: (error: Error) => void;
}

/** From the first attempt to the welcome. */
const WELCOME_TIMEOUT_MS = 10_000;
/** How long the farewell may take. */
const FAREWELL_TIMEOUT_MS = 1_000;

/** Keeps a connection to an app: connects, signs in, notices when it is dead, and connects again. */
export class KeptConnection<Welcome extends { readonly op: 'welcome' }, Message extends object> {
  #state: ConnectionState = 'closed';
  #socket: WebSocketLike | undefined;
  #isWelcome = false;
  #welcomeAt = 0;
  #latestWelcome: Welcome | undefined;
  readonly #connecting = new Set<Connecting<Welcome>>();
  readonly #states = new Listeners<[state: ConnectionState, detail?: string]>();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #backOff: BackOff;
  readonly #silence = new Silence(() => this.#cut('the server is silent'));

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly listener: ConnectionListener<Welcome, Message>,
  ) {
    this.#backOff = new BackOff(settings.backOff);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Calls the listener whenever the state changes, with the reason where there is one.
   * @returns its removal
   */
  onState(listener: (state: ConnectionState, detail?: string) => void): () => void {
    return this.#states.add(listener);
  }

  /** What the server said of itself when the present connection, or the latest, was made. */
  get welcome(): Welcome | undefined {
    return this.#latestWelcome;
  }

  /**
   * Begins, unless it has begun.
   * @returns what the server says of itself, once there is a connection
   * @throws the `keyError` of the settings, the reason of `close`, what the WebSocket says of a URL that is none
   */
  connect(): Promise<Welcome> {
    if (this.#state === 'open' && this.#latestWelcome) return Promise.resolve(this.#latestWelcome);
    return new Promise((resolve, reject) => {
      this.#connecting.add({ resolve, reject });
      this.open();
    });
  }

  /** Begins, unless it has begun, and goes on for as long as it takes. */
  open(): void {
    if (this.#state === 'closed') this.#connect();
  }

  /** @throws Error without a connection */
  send(text: string): void {
    if (!this.#socket) throw new Error('There is no connection.');
    this.#socket.send(text);
  }

  /** From now on something has to be heard every so often, or the connection is taken to be dead and made again. */
  expectWithin(silenceMsMax: number): void {
    this.#silence.watch(silenceMsMax);
  }

  /** The server may be silent as long as it likes. */
  expectNothing(): void {
    this.#silence.end();
  }

  /**
   * Ends the connection and all attempts; resolves when the server knows, or after a second.
   * @param reason for whoever waits for a connection
   */
  close(reason: Error): Promise<void> {
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#drop();
    this.#enter('closed');
    this.#connectsNot(reason);
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
      if (isHeard()) this.send(JSON.stringify({ op: 'authenticate', key }));
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
    const said = parse(data);
    if (said === undefined || !this.settings.isMessage(said))
      this.#cut('the server sent something that is no message');
    else if ('op' in said && said.op === 'welcome') this.#welcome(said as Welcome);
    else this.listener.message(said as Message);
  }

  #welcome(welcome: Welcome): void {
    this.#isWelcome = true;
    this.#welcomeAt = performance.now();
    this.#latestWelcome = welcome;
    this.#silence.end();
    this.#enter('open');
    this.listener.welcome(welcome);
    for (const { resolve } of this.#connecting) resolve(welcome);
    this.#connecting.clear();
  }

  #closed(code: number, reason: string): void {
    const detail = reason === '' ? `closed with code ${code}` : `${reason} (${code})`;
    if (code === SOCKET_CLOSE.KEY_INVALID) this.#giveUp(this.settings.keyError(detail));
    else this.#retry(detail);
  }

  #giveUp(error: Error): void {
    this.#drop();
    this.#enter('closed', error.message);
    this.listener.gaveUp(error);
    this.#connectsNot(error);
  }

  #connectsNot(reason: Error): void {
    for (const { reject } of this.#connecting) reject(reason);
    this.#connecting.clear();
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

  #enter(state: ConnectionState, detail?: string): void {
    this.#state = state;
    this.#states.tell(state, detail);
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

function parse(data: unknown): object | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const said: unknown = JSON.parse(data);
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}
