import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { EngineClient } from '../exchange/engine-client.js';
import { CommandCounts } from './command-counts.js';
import { MarketReplay, type BetDelay } from './market-replay.js';
import { RecordedLife, type RecordingSurvey } from './recorded-life.js';
import type { RecordedMessage } from './recorded-message.js';
import { RecordingError } from './recording-error.js';
import { readRecording } from './recording-reader.js';
import type { FileResult } from './replay-report.js';

export interface ReplayOptions {
  readonly engine: EngineClient;
  /** Times real time; undefined is as fast as the engine goes. */
  readonly speed: number | undefined;
  readonly survey: RecordingSurvey;
  readonly betDelay: BetDelay;
  /** Called after each message has been carried out; nothing is sent until it resolves. */
  readonly afterMessage?: (moment: ReplayMoment) => Promise<void>;
}

/** The replay at rest between two messages. */
export interface ReplayMoment {
  /** Of the message that was carried out last. */
  readonly line: number;
  readonly markets: readonly MarketReplay[];
}

/**
 * Drives one recording through the engine.
 *
 * @throws RecordingError for a recording that cannot be replayed, ServerError when the engine does not answer
 */
export async function replayFile(
  file: string,
  { engine, speed, survey, betDelay, afterMessage }: ReplayOptions,
): Promise<FileResult> {
  const counts = new CommandCounts();
  const markets = new Map<string, MarketReplay>();
  const pace = new Pace(speed);
  const bar = progressBar(basename(file));
  const create = (name: string): MarketReplay => {
    const life = survey.lives.get(name) ?? new RecordedLife();
    return new MarketReplay(name, { engine, counts, life, betDelay });
  };
  const { messages } = survey;
  const startedAt = performance.now();
  bar.start(messages, 0);
  try {
    for await (const { line, message } of readRecording(file)) {
      await pace.until(message.pt);
      await applyMessage({ file, line, message, markets, create });
      bar.increment();
      await afterMessage?.({ line, markets: [...markets.values()] });
    }
    for (const market of markets.values()) await market.compareAll();
  } finally {
    bar.stop();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { file: basename(file), messages, seconds, counts, markets: [...markets.values()] };
}

interface MessageContext {
  readonly file: string;
  readonly line: number;
  readonly message: RecordedMessage;
  readonly markets: Map<string, MarketReplay>;
  readonly create: (name: string) => MarketReplay;
}

async function applyMessage({ file, line, message, markets, create }: MessageContext): Promise<void> {
  for (const change of message.mc ?? []) {
    let market = markets.get(change.id);
    if (!market) {
      market = create(change.id);
      markets.set(change.id, market);
    }
    try {
      await market.apply(change, line);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      throw new RecordingError(`${basename(file)}, line ${line}: ${error.message}`, { cause: error });
    }
  }
}

/** Keeps the distances of the recording, divided by the speed. */
class Pace {
  private first: { recordedMs: number; startedAt: number } | undefined;

  constructor(private readonly speed: number | undefined) {}

  async until(recordedMs: number): Promise<void> {
    if (this.speed === undefined) return;
    this.first ??= { recordedMs, startedAt: performance.now() };
    const due = this.first.startedAt + (recordedMs - this.first.recordedMs) / this.speed;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
  }
}

function progressBar(name: string): SingleBar {
  return new SingleBar({
    format: `${name} {bar} {percentage} % | {value} of {total} messages | {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    hideCursor: true,
  });
}
