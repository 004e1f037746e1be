import type { Market, TradingClient } from '@backlay/client';
import type { Question } from '../../shell/confirm.js';

/** A step in the life of a market that an operator may take now. */
export interface MarketStepChoice {
  readonly name: string;
  /** Asked before it is done; undefined: it can be taken back, so nobody is asked. */
  readonly question: Question | undefined;
  /** It takes something away for good. */
  readonly isDangerous: boolean;
  readonly take: (trading: TradingClient) => Promise<unknown>;
}

/** What a market is called, in one line. */
export function titleOf({ name, fixture, marketId }: Pick<Market, 'name' | 'fixture' | 'marketId'>): string {
  return fixture ? `${fixture} · ${name}` : `${name} (${marketId})`;
}

/** Whether money is at stake in it: only then it goes in-play, is settled and has runners removed. */
export function hasMoney({ currency }: Pick<Market, 'currency'>): boolean {
  return currency !== 'XXX';
}

/** Whether betting goes on in-play: of a market that is over it says nothing any more. */
export function isInPlay({ inPlay, status }: Pick<Market, 'inPlay' | 'status'>): boolean {
  return inPlay === true && (status === 'OPEN' || status === 'SUSPENDED');
}

/** The steps that the market's status allows, in the order of its life; a settlement needs a result and has a form. */
export function stepsOf(market: Market): readonly MarketStepChoice[] {
  const { status, marketId, inPlay } = market;
  const isLive = status === 'OPEN' || status === 'SUSPENDED';
  const steps: (MarketStepChoice | false)[] = [
    status === 'INACTIVE' && plain('Open', (trading) => trading.openMarket(marketId)),
    status === 'OPEN' && plain('Suspend', (trading) => trading.suspendMarket(marketId)),
    status === 'OPEN' && materialSuspension(market),
    status === 'SUSPENDED' && plain('Resume', (trading) => trading.resumeMarket(marketId)),
    isLive && hasMoney(market) && inPlay !== true && turnInPlay(market),
    (isLive || status === 'INACTIVE') && close(market),
    status !== 'VOIDED' && hasMoney(market) && voiding(market),
  ];
  return steps.filter((step) => step !== false);
}

function plain(name: string, take: MarketStepChoice['take']): MarketStepChoice {
  return { name, take, question: undefined, isDangerous: false };
}

function materialSuspension(market: Market): MarketStepChoice {
  return {
    name: 'Suspend materially',
    isDangerous: false,
    question: {
      title: 'Suspend, and say that the question has changed?',
      text: `${titleOf(market)}: nothing can be placed. Every order that is to lapse, and all that wait for the bet delay, are taken out; orders that name an earlier version are refused from now on.`,
      action: 'Suspend',
    },
    take: (trading) => trading.suspendMarket(market.marketId, { material: true }),
  };
}

function turnInPlay(market: Market): MarketStepChoice {
  return {
    name: 'Turn in-play',
    isDangerous: false,
    question: {
      title: 'Turn in-play?',
      text: `${titleOf(market)}: it comes once and is not taken back. Orders that do not persist lapse; from then on each new one waits for the bet delay of ${(market.betDelayMs ?? 0) / 1_000} s.`,
      action: 'Turn in-play',
    },
    take: (trading) => trading.turnInPlay(market.marketId),
  };
}

function close(market: Market): MarketStepChoice {
  return {
    name: 'Close',
    isDangerous: true,
    question: {
      title: 'Close the market?',
      text: `${titleOf(market)}: it does not open again. All unmatched orders lapse; what is matched stays reserved until the settlement.`,
      action: 'Close',
    },
    take: (trading) => trading.closeMarket(market.marketId),
  };
}

function voiding(market: Market): MarketStepChoice {
  const settled = market.status === 'SETTLED' ? ' What was paid by its settlement is taken back.' : '';
  return {
    name: 'Void',
    isDangerous: true,
    question: {
      title: 'Void the whole market?',
      text: `${titleOf(market)}: all of its trades are void, as if they had never been, and all orders lapse. Nobody wins or loses anything.${settled} This is its end.`,
      action: 'Void',
    },
    take: (trading) => trading.voidMarket(market.marketId),
  };
}

/** Asked before a runner is taken out. @param factor hundredths of a percent */
export function removalQuestion(market: Market, runnerName: string, factor: number): Question {
  return {
    title: `Remove ${runnerName}?`,
    text: `${titleOf(market)}: all trades on ${runnerName} are void, and its orders lapse. Prices matched on the others are reduced by ${(factor / 100).toFixed(2)} %. It is not taken back.`,
    action: 'Remove',
  };
}
