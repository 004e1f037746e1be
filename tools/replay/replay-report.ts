import { formatHundredths } from '@backlay/client';
import type { CommandCounts } from './command-counts.js';
import { describeDifference } from './ladder-comparison.js';
import type { MarketReplay } from './market-replay.js';
import { compareVolumes, type RunnerRecord } from './runner-record.js';

/** What happened to one file. */
export interface FileResult {
  readonly file: string;
  readonly messages: number;
  readonly seconds: number;
  readonly counts: CommandCounts;
  readonly markets: readonly MarketReplay[];
}

/** Number of comparisons, over all runners, in which the engine's ladder was not the recorded one. */
export function countInequalities({ markets }: FileResult): number {
  return markets
    .flatMap(({ records }) => records)
    .reduce((sum, { compared, equal }) => sum + compared - equal, 0);
}

/** The report of one file, as lines of text. */
export function reportLines(result: FileResult): string[] {
  const { file, messages, seconds, counts, markets } = result;
  const rate = Math.round(counts.sent / Math.max(seconds, 0.001));
  const inequalities = countInequalities(result);
  return [
    `${file}: ${messages} messages in ${seconds.toFixed(1)} s`,
    `  commands  ${counts.sent} sent (${rate}/s): ${counts.placed} placed, ${counts.cancelled} cancelled, ${counts.market} for the market`,
    `  refused   ${counts.refused}${refusals(counts)}`,
    `  trades    ${counts.trades}`,
    `  lapsed    ${lapses(counts)}`,
    ...markets.flatMap((market) => marketLines(market, counts)),
    inequalities === 0
      ? '  Every ladder compared was equal.'
      : `  ${inequalities} ladders were NOT EQUAL to the recorded ones.`,
  ];
}

function refusals({ refusedByReason }: CommandCounts): string {
  const reasons = [...refusedByReason].map(([code, count]) => `${count} ${code}`);
  return reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
}

function lapses({ lapsed }: CommandCounts): string {
  return `${lapsed.REMOVAL} by removals, ${lapsed.TURN_IN_PLAY} at the turn in-play, ${lapsed.SUSPENSION} by suspensions, ${lapsed.CLOSE} at the close`;
}

/** What happened to the market itself. */
function lifeLines(market: MarketReplay, { delayed }: CommandCounts): string[] {
  const removals = market.removals.map(
    ({ line, name, factor, lapsed, repriced, levels, levelsAsRecorded }) =>
      `    removed at line ${line}: ${name}, ${formatHundredths(factor)} %; ${lapsed} orders lapsed, ${repriced} offer a reduced price; the removal alone left ${levelsAsRecorded} of ${levels} levels as recorded`,
  );
  const { turn } = market;
  if (turn === undefined) return removals;
  const recorded = `${market.recordedBetDelayMs} ms were recorded`;
  const wait =
    market.betDelayMs === 0
      ? `no bet delay (${recorded})`
      : `a bet delay of ${market.betDelayMs} ms (${recorded}), for which ${delayed} orders waited`;
  return [
    ...removals,
    `    in-play from line ${turn.line} on, with ${wait}; the turn alone left ${turn.levelsAsRecorded} of ${turn.levels} levels as recorded`,
  ];
}

function marketLines(market: MarketReplay, counts: CommandCounts): string[] {
  if (market.marketId === undefined)
    return [`  market ${market.name}: the recording never defined it, nothing was sent`];
  const header = row(['runner', 'ladders equal', 'trades', 'matched', 'recorded', 'volume per price']);
  const lines = market.records.map((record) => runnerLine(record, market.recordedTraded(record.runnerId)));
  const title = `  market ${market.marketId} (${market.name})`;
  return [title, ...lifeLines(market, counts), header, ...lines.flat()];
}

function runnerLine(record: RunnerRecord, recorded: ReadonlyMap<number, number>): string[] {
  const volume = compareVolumes(record.matchedByPrice, recorded);
  const line = row([
    record.name,
    `${record.equal} of ${record.compared}`,
    String(record.trades),
    formatHundredths(volume.engine),
    formatHundredths(Math.floor(volume.recorded)),
    volume.prices === 0
      ? 'nothing traded'
      : `${volume.pricesClose} of ${volume.prices} prices within 1 %, ${(volume.difference * 100).toFixed(1)} % of the volume differs`,
  ]);
  if (!record.firstInequality) return [line];
  const { line: at, difference } = record.firstInequality;
  return [line, `      first inequality after line ${at}: the engine has ${describeDifference(difference)}`];
}

const COLUMN_WIDTHS = [24, 16, 8, 14, 14];

function row(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => {
    const width = COLUMN_WIDTHS[index] ?? 0;
    return index === 0 ? cell.slice(0, width).padEnd(width) : cell.padStart(width);
  });
  return `    ${padded.slice(0, -1).join('')}   ${padded.at(-1) ?? ''}`;
}
