import {
  CommandSocket,
  type CommandSocketOptions,
  type CommandsWelcome,
} from '../commands/command-socket.js';
import type { CommandAnswer } from '../commands/unanswered.js';
import { nodeWebSocket } from '../node/node-web-socket.js';
import { TradingClient } from '../rest/trading-client.js';
import { SpecSocketServer, type SpecConnection } from './spec-socket-server.js';
import { PLACED } from './spec-server.js';

/** What a client says: who it is, or a command. */
export interface SpecCommand {
  readonly op: string;
  readonly id: string;
  readonly body: { readonly commandId: string; readonly orderId?: number };
}

export type SpecCommandConnection = SpecConnection<SpecCommand, CommandAnswer | CommandsWelcome>;

export const KEY = 'blk_alice_secret';

const WELCOME: CommandsWelcome = { op: 'welcome', role: 'TRADER', accountId: 'alice' };
/** Nobody listens there: what goes to it is seen by the spec as a failure. */
const NOWHERE = 'http://127.0.0.1:9';

/** An answer that is good, as the engine gives it to an order. */
export function placed({ id }: Pick<SpecCommand, 'id'>, orderId: number = PLACED.orderId): CommandAnswer {
  return { id, status: 201, body: { ...PLACED, orderId } };
}

export function refused(
  { id }: Pick<SpecCommand, 'id'>,
  problem: { readonly status: number; readonly code: string; readonly sequence?: number },
  retryAfter?: number,
): CommandAnswer {
  const body = { type: `/problems/${problem.code}`, title: 'No', detail: 'as it was', ...problem };
  return { id, status: problem.status, body, ...(retryAfter !== undefined && { retryAfter }) };
}

/** An engine that says what a spec tells it to, and clients of it that do not wait long. */
export class SpecCommands extends SpecSocketServer<SpecCommand, CommandAnswer | CommandsWelcome> {
  readonly #sockets: CommandSocket[] = [];

  static async start(): Promise<SpecCommands> {
    return new SpecCommands(await SpecCommands.listening(), '/v1/commands', WELCOME);
  }

  newSocket(options: Partial<CommandSocketOptions> = {}): CommandSocket {
    const backOff = { firstMs: 5, maxMs: 20 };
    const retry = { firstMs: 2, maxMs: 5 };
    const common = { url: this.url, key: KEY, webSocket: nodeWebSocket, backOff, retry, timeoutMs: 5_000 };
    const socket = new CommandSocket({ ...common, ...options });
    this.#sockets.push(socket);
    return socket;
  }

  /** A trader whose commands go over the socket, and could not go anywhere else. */
  trader(commands: CommandSocket): TradingClient {
    return new TradingClient({ engineUrl: NOWHERE, key: KEY, commands, retry: { attemptsMax: 1 } });
  }

  /** The next connection, once it is welcome. */
  async welcomed(): Promise<SpecCommandConnection> {
    const connection = await this.connection();
    await connection.welcome();
    return connection;
  }

  /** Cuts what is open, so that nobody waits for answers that do not come. */
  override async stop(): Promise<void> {
    const closed = this.#sockets.map((socket) => socket.close());
    await super.stop();
    await Promise.all(closed);
  }
}
