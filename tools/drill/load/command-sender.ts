import { setTimeout as delay } from 'node:timers/promises';
import { NotInTimeError } from '../waiting.js';
import type { RequestKeys } from '../../exchange/request-keys.js';
import type { EngineAddress } from '../facts/engine-facts.js';
import { HttpConnections } from '../http.js';
import { readOutcome, readOutcomes, type CommandOutcome } from './answer.js';
import type { AnsweredRequest, Ledger, LedgerEntry } from './ledger.js';

/** Without an answer for so long a client gives the connection up and asks again. */
const ANSWER_TIMEOUT_MS = 2_000;
const RETRY_DELAY_MS_MIN = 20;
const RETRY_DELAY_MS_MAX = 400;
/** A command that has no answer after so long will never have one. */
const GIVE_UP_AFTER_MS = 180_000;

/** A command before it has its id. */
export interface NewCommand {
  readonly accountId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Sends commands as every client must: under an id of its own, and again under the same id until there is an answer.
 * Each is in the ledger before it is sent.
 */
export class CommandSender {
  private readonly http: HttpConnections;
  private readonly keys: RequestKeys;
  private number = 0;
  private isClosed = false;

  /** @param name tells this sender's commands from those of others: `c1` */
  constructor(
    { url, keys }: EngineAddress,
    private readonly name: string,
    private readonly ledger: Ledger,
  ) {
    this.http = new HttpConnections(url, ANSWER_TIMEOUT_MS);
    this.keys = keys;
  }

  /** Sends one command in a request of its own. */
  async send(path: string, { accountId, fields }: NewCommand): Promise<CommandOutcome> {
    const entry = this.ledger.issue(this.nextCommandId(), accountId);
    const body = { commandId: entry.commandId, ...fields };
    const [outcome] = await this.sendUntilAnswered(path, JSON.stringify(body), [entry]);
    if (outcome === undefined) throw new Error(`no outcome of ${entry.commandId}`);
    return outcome;
  }

  /** Sends several of one account in one request; `list` names the field they stand in. */
  async sendBatch(path: string, list: string, commands: readonly NewCommand[]): Promise<CommandOutcome[]> {
    const entries = commands.map(({ accountId }) => this.ledger.issue(this.nextCommandId(), accountId));
    const items = commands.map(({ fields }, index) => ({ commandId: entries[index]?.commandId, ...fields }));
    return this.sendUntilAnswered(path, JSON.stringify({ [list]: items }), entries);
  }

  /** Gives up what is under way. */
  close(): void {
    this.isClosed = true;
    this.http.close();
  }

  /** The time of the first sending and a name: a retry keeps it. */
  private nextCommandId(): string {
    this.number += 1;
    return `${Date.now()}-${this.name}-${this.number}`;
  }

  private async sendUntilAnswered(
    path: string,
    body: string,
    entries: readonly LedgerEntry[],
  ): Promise<CommandOutcome[]> {
    const accountId = entries[0]?.accountId ?? '';
    const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
    const isBatch = body.startsWith('{"orders":') || body.startsWith('{"cancels":');
    for (let delayMs = RETRY_DELAY_MS_MIN; ; delayMs = Math.min(delayMs * 2, RETRY_DELAY_MS_MAX)) {
      this.ledger.noteAttempt(entries);
      const answer = await this.http
        .post(path, body, keyOf(this.keys, accountId))
        .catch((error: Error) => error);
      if (!(answer instanceof Error)) {
        const outcomes = isBatch
          ? readOutcomes(answer.status, answer.text, entries.length)
          : [readOutcome(answer.status, answer.text)];
        const passing = outcomes.find(({ kind }) => kind === 'RETRY');
        if (passing === undefined)
          return this.conclude({ path, body, accountId, ...answer }, entries, outcomes);
        this.ledger.notePassing(passing.kind === 'RETRY' ? passing.code : '');
      } else {
        this.ledger.notePassing('NO_ANSWER');
      }
      if (this.isClosed || performance.now() > giveUpAt) {
        throw new NotInTimeError(`${entries[0]?.commandId}: no answer, and given up`);
      }
      await delay(delayMs);
    }
  }

  private conclude(
    request: AnsweredRequest,
    entries: readonly LedgerEntry[],
    outcomes: CommandOutcome[],
  ): CommandOutcome[] {
    this.ledger.noteAnswer(entries, outcomes);
    this.ledger.noteRequest(request);
    return outcomes;
  }
}

/** The key that signs a command: markets are the operator's, who has no account. */
export function keyOf(keys: RequestKeys, accountId: string): string {
  return accountId === '' ? keys.operator : keys.trader(accountId);
}
