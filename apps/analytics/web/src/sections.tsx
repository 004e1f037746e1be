import type { Exchange } from './live/exchange.js';
import { MarketPage } from './market/market-page.js';
import { OrdersPage } from './orders/orders-page.js';
import { OperationsPage } from './operator/operations-page.js';
import { Overview } from './overview/overview.js';
import type { Section } from './shell/section.js';
import { StatementPage } from './statement/statement-page.js';

/** The parts of the pages, in the order of the navigation, for whoever has signed in. */
export function sectionsFor(exchange: Exchange): readonly Section[] {
  const sections: readonly Section[] = [
    {
      path: '',
      label: 'Markets',
      roles: ['TRADER', 'OPERATOR', 'VIEWER'],
      view: () => <Overview exchange={exchange} />,
    },
    {
      path: 'markets',
      label: '',
      roles: ['TRADER', 'OPERATOR', 'VIEWER'],
      view: (rest) => <MarketPage exchange={exchange} path={rest} />,
    },
    {
      path: 'orders',
      label: 'Orders',
      roles: ['TRADER'],
      view: () => <OrdersPage exchange={exchange} />,
    },
    {
      path: 'statement',
      label: 'Statement',
      roles: ['TRADER'],
      view: () => <StatementPage exchange={exchange} />,
    },
    {
      path: 'operations',
      label: 'Operations',
      roles: ['OPERATOR'],
      view: (rest) => <OperationsPage exchange={exchange} path={rest} />,
    },
  ];
  return sections.filter(({ roles }) => roles.includes(exchange.role));
}
