import type { Exchange } from '../live/exchange.js';
import { hrefOf } from '../shell/router.js';
import { AccountsPage } from './accounts/accounts-page.js';
import { HealthPage } from './health/health-page.js';
import { LettersPage } from './letters/letters-page.js';
import { MarketsPage } from './markets/markets-page.js';

const VIEWS = ['health', 'markets', 'accounts', 'letters'] as const;
type View = (typeof VIEWS)[number];
const LABELS: Readonly<Record<View, string>> = {
  health: 'Health',
  markets: 'Markets',
  accounts: 'Accounts',
  letters: 'Dead letters',
};

interface OperationsPageProps {
  readonly exchange: Exchange;
  /** The parts of the address behind that of the page: a view, and what is looked at in it. */
  readonly path: readonly string[];
}

/** What an operator sees and does. */
export function OperationsPage({ exchange, path: [wanted, chosen] }: OperationsPageProps) {
  const view = VIEWS.find((each) => each === wanted) ?? 'health';
  return (
    <div class="ops">
      <div class="overview-head">
        <h1>Operations</h1>
        <nav class="segments" aria-label="Views of operations">
          {VIEWS.map((each) => (
            <a key={each} href={hrefOf('operations', each)} aria-current={each === view ? 'page' : undefined}>
              {LABELS[each]}
            </a>
          ))}
        </nav>
      </div>
      {view === 'health' && <HealthPage />}
      {view === 'markets' && <MarketsPage exchange={exchange} marketId={marketIdOf(chosen)} />}
      {view === 'accounts' && <AccountsPage exchange={exchange} accountId={chosen} />}
      {view === 'letters' && <LettersPage />}
    </div>
  );
}

function marketIdOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined;
}
