import type { StatementLine } from '@backlay/client';
import type { Exchange } from '../live/exchange.js';
import { currencySign, formatMoney, formatProfit } from '../model/decimal.js';
import { formatMoment } from '../model/time.js';
import { PagedList } from '../orders/paged-list.js';
import { hrefOf } from '../shell/router.js';

const PAGE_LINES = 50;

/** Every movement of the account's money, with the balance after it. */
export function StatementPage({ exchange }: { readonly exchange: Exchange }) {
  return (
    <section class="statement" aria-labelledby="statement-title">
      <div class="overview-head">
        <h1 id="statement-title">Statement</h1>
        <span class="muted">{exchange.own?.accountId}</span>
      </div>
      <div class="panel bets">
        <PagedList<StatementLine>
          load={(cursor) => exchange.trading.statement({ limit: PAGE_LINES, cursor })}
          keyOf={({ line }) => String(line)}
          none="No money has moved yet."
          render={(line) => <Line line={line} />}
        />
      </div>
    </section>
  );
}

function Line({
  line: { time, kind, marketId, amount, balance, currency },
}: {
  readonly line: StatementLine;
}) {
  const sign = currencySign(currency);
  return (
    <li class="bet">
      <span class="bet-what">
        <strong>{nameOf(kind)}</strong>
        <span class="muted">
          <time dateTime={new Date(time).toISOString()}>{formatMoment(time)}</time>
          {marketId !== null && (
            <>
              {' · '}
              <a class="link" href={hrefOf('markets', marketId)}>
                Market {marketId}
              </a>
            </>
          )}
        </span>
      </span>
      <strong class={amount < 0 ? 'bad' : 'good'}>{formatProfit(amount)}</strong>
      <span class="statement-balance">
        <span class="muted">Balance </span>
        {sign}
        {formatMoney(balance)}
      </span>
    </li>
  );
}

/** `PROFIT_REVERSED` is `Profit reversed`. */
function nameOf(kind: string): string {
  const words = kind.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
