import type { Declaration, Market } from '@backlay/client';
import type { Question } from '../../shell/confirm.js';
import { titleOf } from './market-steps.js';

const SAME = 'It was settled by this result.';

export type Result = Declaration['results'][number]['result'];

/** What has been chosen so far: by runner, how it came in. */
export type Results = ReadonlyMap<number, Result>;

type ResultMarket = Pick<
  Market,
  'runners' | 'kind' | 'winners' | 'marketId' | 'name' | 'fixture' | 'status' | 'baseRate'
>;

/** The runners that have a result: those that were not removed. */
export function runnersToJudge({ runners }: Pick<Market, 'runners'>): Market['runners'] {
  return runners.filter(({ status }) => status !== 'REMOVED');
}

/** What may be chosen: a placed runner only wins where places pay. */
export function choicesOf({ kind }: Pick<Market, 'kind'>): readonly Result[] {
  return kind === 'PLACE' ? ['LOSER', 'PLACED', 'WINNER'] : ['LOSER', 'WINNER'];
}

/** As the market was settled, or everybody a loser. */
export function initialResults(market: Pick<Market, 'runners'>): Results {
  return new Map(
    runnersToJudge(market).map(({ runnerId, status }) => [
      runnerId,
      status === 'WINNER' || status === 'PLACED' ? status : 'LOSER',
    ]),
  );
}

/**
 * Why it cannot be settled so; undefined when it can.
 * @param tied runners that share the last places
 */
export function problemOf(
  market: ResultMarket,
  results: Results,
  tied: ReadonlySet<number>,
): string | undefined {
  const places = market.winners ?? 1;
  const winning = winnersOf(market, results);
  if (winning.length < places) {
    return places === 1
      ? 'Say who has won.'
      : `Say who is among the first ${places}: so far ${winning.length}.`;
  }
  if (!needsTied(market, results)) return isSettledSo(market, results) ? SAME : undefined;
  const named = winning.filter(({ runnerId }) => tied.has(runnerId)).length;
  const clear = winning.length - named;
  if (named < 2 || clear >= places) {
    return `${winning.length} runners are placed and ${places} places pay: say which of them share the last ones.`;
  }
  return undefined;
}

/** Whether it was settled by this very result. */
function isSettledSo(market: ResultMarket, results: Results): boolean {
  if (market.status !== 'SETTLED') return false;
  const settled = initialResults(market);
  return [...settled].every(([runnerId, result]) => results.get(runnerId) === result);
}

/** Whether more runners are placed than places pay, so that it has to be said who shares the last ones. */
export function needsTied(market: ResultMarket, results: Results): boolean {
  return market.kind === 'PLACE' && winnersOf(market, results).length > (market.winners ?? 1);
}

/** What is sent. */
export function declarationOf(
  market: ResultMarket,
  results: Results,
  tied: ReadonlySet<number>,
): Declaration {
  const declared = runnersToJudge(market).map(({ runnerId }) => ({
    runnerId,
    result: results.get(runnerId) ?? 'LOSER',
  }));
  const shared = needsTied(market, results) ? declared.filter(({ runnerId }) => tied.has(runnerId)) : [];
  return { results: declared, tied: shared.map(({ runnerId }) => runnerId) };
}

/** Asked before everybody is paid. */
export function settlementQuestion(market: ResultMarket, results: Results): Question {
  const names = winnersOf(market, results).map(({ name }) => name);
  const isAgain = market.status === 'SETTLED';
  const rate = ((market.baseRate ?? 0) / 100).toFixed(2);
  const before = isAgain ? 'What was paid by the earlier result is taken back; then every' : 'Every';
  return {
    title: isAgain ? 'Settle again by this result?' : 'Settle by this result?',
    text: `${titleOf(market)}: ${names.join(', ')} ${names.length === 1 ? 'wins' : 'win'}. ${before} account is paid at once, less ${rate} % of its net winnings. A wrong result can be put right by settling again.`,
    action: isAgain ? 'Settle again' : 'Settle',
  };
}

function winnersOf(market: ResultMarket, results: Results): Market['runners'] {
  return runnersToJudge(market).filter(({ runnerId }) => (results.get(runnerId) ?? 'LOSER') !== 'LOSER');
}
