import { EventLogWriter } from '@backlay/transport';
import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from '../../apps/engine/src/matching/engine-command.js';
import { Exchange } from '../../apps/engine/src/matching/exchange.js';
import { EngineStatus } from '../../apps/engine/src/sequencer/engine-status.js';
import { FirstAnswers } from '../../apps/engine/src/answers/first-answers.js';
import { Sequencer } from '../../apps/engine/src/sequencer/sequencer.js';
import { COMMAND, COMMAND_WORDS, generateFlow, type Flow } from '../matcher/flow.js';
import { BETTING } from '../matcher/mix.js';
import type { RecoveryBenchOptions } from './options.js';

/** Commands between two looks at how much waits for the disk. */
const COMMANDS_AT_ONCE = 5_000;
const MARKET_ID = 1;

export interface WrittenLog {
  readonly commands: number;
  /** Time in the sequencer alone: no HTTP, no waiting for the disk. */
  readonly submitMs: number;
}

/** Writes the log of a betting flow as the engine writes it, through the sequencer, but without HTTP and without syncs. */
export async function writeLog(directory: string, options: RecoveryBenchOptions): Promise<WrittenLog> {
  const { runners, commands, seed, resting, segmentBytes } = options;
  const livePerRunner = Math.ceil(resting / runners);
  const flow = generateFlow({
    runners,
    seed,
    mix: { ...BETTING, livePerRunner },
    commands: commands - 2 - livePerRunner * runners,
  });
  const exchange = new Exchange(200_000);
  const sequencer = sequencerOf(exchange, directory);
  const log = await EventLogWriter.open({ directory, shard: 0, policy: 'none', segmentBytes });
  sequencer.attach(log);
  await sequencer.submit(createMarket(runners));
  await sequencer.submit({ kind: CommandKind.OpenMarket, accountId: '', commandId: '', marketId: MARKET_ID });
  let submitMs = 0;
  for (let from = 0; from < flow.length; from += COMMANDS_AT_ONCE) {
    const to = Math.min(from + COMMANDS_AT_ONCE, flow.length);
    const started = performance.now();
    for (let index = from; index < to; index++) void sequencer.submit(commandAt(flow, index));
    submitMs += performance.now() - started;
    await log.flush();
  }
  const { refused } = sequencer.counters;
  if (refused > 0) throw new Error(`${refused} commands of the flow were refused`);
  await log.close();
  return { commands: sequencer.lastSequence, submitMs };
}

function sequencerOf(exchange: Exchange, directory: string): Sequencer {
  const status = new EngineStatus();
  status.becomeReady();
  return new Sequencer({
    exchange,
    status,
    firstAnswers: FirstAnswers.create({
      horizon: { commands: 10_000_000, commandsMax: 50_000_000, ageMs: 24 * 3_600_000 },
      commandsInFlightMax: 1_000_000,
      log: { directory },
    }),
    shard: 0,
    commandsInFlightMax: 1_000_000,
    now: Date.now,
  });
}

function createMarket(runners: number): EngineCommand {
  return {
    kind: CommandKind.CreateMarket,
    accountId: '',
    commandId: '',
    name: 'Bench',
    runners: Array.from({ length: runners }, (_, index) => ({
      runnerId: index + 1,
      name: `Runner ${index + 1}`,
    })),
    ladder: { kind: 'CLASSIC' },
  };
}

function commandAt({ words, doubles }: Flow, index: number): EngineCommand {
  const at = index * COMMAND_WORDS;
  const account = words[at + COMMAND.ACCOUNT]!;
  const accountId = `account-${account}`;
  const commandId = `${Date.now()}-${account}-${index}`;
  if (words[at + COMMAND.IS_CANCEL] === 1) {
    const orderId = doubles[at / 2 + COMMAND.ORDER_F64]!;
    return { kind: CommandKind.CancelOrder, accountId, commandId, orderId, size: 0 };
  }
  return {
    kind: CommandKind.PlaceOrder,
    accountId,
    commandId,
    marketId: MARKET_ID,
    runnerId: words[at + COMMAND.RUNNER]!,
    side: words[at + COMMAND.SIDE] === 0 ? Side.BACK : Side.LAY,
    price: words[at + COMMAND.PRICE]!,
    size: words[at + COMMAND.SIZE]!,
  };
}
