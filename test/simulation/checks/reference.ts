import { EventGroupEncoder } from '@backlay/contracts';
import { CommandKind } from '@backlay/matcher';
import { EventLogReader, type EventLogRecord, type LogStorage, type Timers } from '@backlay/transport';
import { decodeCommand } from '../../../apps/engine/src/sequencer/command-codec.js';
import { makeEngineParts, PLACE, SHARD, type EngineParts, type EnginePlace } from '../engine/engine-parts.js';

/** A command as the log has it. */
export interface LoggedCommand {
  readonly sequence: number;
  readonly accountId: string;
  readonly commandId: string;
  /** Time came to something: nobody has sent it. */
  readonly isPassingTime: boolean;
  /** Its events. */
  readonly payload: Buffer;
}

/** The money of the exchange after all commands, in minor units. */
export interface ReferenceMoney {
  readonly balances: ReadonlyMap<string, number>;
  /** What balances, commission and rounding are more than was paid in: nothing. */
  readonly surplus: number;
}

/** The log, read by somebody who knows nothing but the log, and what executing all of it again makes. */
export interface Reference {
  readonly commands: readonly LoggedCommand[];
  readonly stateHash: string;
  readonly money: ReferenceMoney;
  find(accountId: string, commandId: string): LoggedCommand | undefined;
}

/** @throws when the log is damaged, has a hole, or holds other events than its commands make */
export async function readReference(
  storage: LogStorage,
  timers: Timers,
  place: EnginePlace = PLACE,
): Promise<Reference> {
  const parts = makeEngineParts({ storage, timers, place });
  const commands: LoggedCommand[] = [];
  const reader = await EventLogReader.open({
    directory: place.logDirectory,
    storage,
    timers,
  });
  try {
    for await (const batch of reader.batches()) {
      for (const record of batch) commands.push(executeAgain(parts, record));
    }
  } finally {
    await reader.close();
  }
  const byName = new Map(commands.map((command) => [nameOf(command), command]));
  return {
    commands,
    stateHash: parts.exchange.stateHash(),
    money: moneyOf(parts),
    find: (accountId, commandId) => byName.get(nameOf({ accountId, commandId })),
  };
}

export function nameOf({ accountId, commandId }: { accountId: string; commandId: string }): string {
  return `${accountId} ${commandId}`;
}

/** The slow way, command by command with all events: not the one that a start takes. */
function executeAgain(
  { exchange }: EngineParts,
  { sequence, journal, payload }: EventLogRecord,
): LoggedCommand {
  const { command, timeMs } = decodeCommand(journal);
  const reason = exchange.execute(command, sequence, timeMs);
  const encoder = new EventGroupEncoder();
  encoder.begin({ shard: SHARD, sequence, timeMs });
  exchange.tellEvents(command, reason, encoder);
  if (!payload.equals(encoder.end()))
    throw new Error(`sequence ${sequence} has other events than its command makes`);
  const { accountId, commandId } = command;
  const isPassingTime = command.kind === CommandKind.PassTime;
  return { sequence, accountId, commandId, isPassingTime, payload: Buffer.from(payload) };
}

function moneyOf({ exchange: { matcher, accounts } }: EngineParts): ReferenceMoney {
  const balances = new Map<string, number>();
  for (let number = 1; number < accounts.nextNumber; number++) {
    const account = matcher.account(number);
    if (account !== undefined) balances.set(accounts.accountIdOf(number), account.balance);
  }
  let surplus = [...balances.values()].reduce((sum, balance) => sum + balance, 0);
  for (const { commission, rounding, paidIn } of matcher.houses()) surplus += commission + rounding - paidIn;
  return { balances, surplus };
}
