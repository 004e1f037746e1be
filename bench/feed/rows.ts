import type { About, Bar, Row } from '../report/rows.js';
import { quantile, type Probes } from './probe.js';

/** How many orders others place meanwhile. */
export interface Phase {
  /** In the ids of rows. */
  readonly id: string;
  readonly ordersPerSecond: number;
  /** Orders in a request of theirs. */
  readonly batch: number;
  /** Whether it is the load that the bars are for. */
  readonly hasBars: boolean;
  /** Whether reads of storage and analytics are measured, too. */
  readonly hasReads: boolean;
}

/** What was seen in a phase. */
export interface PhaseFigures {
  readonly probes: Probes;
  /** A second: placed by others, and messages that all clients were told. */
  readonly ordersPerSecond: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
}

/** The share of the wanted orders that has to be there for the latencies to say anything. */
const LOAD_MIN = 0.95;
const MEDIAN_MS_MAX = 20;
const P99_MS_MAX = 100;

export function phaseRows({ id, ordersPerSecond, hasBars, hasReads }: Phase, figures: PhaseFigures): Row[] {
  const { orderToAnswer, orderToFeed, answerToStorage, answerToAnalytics } = figures.probes;
  const load = `at ${ordersPerSecond.toLocaleString('en-GB')} orders/s by others`;
  const bars = (bar: Bar): { readonly bars?: readonly Bar[] } => (hasBars ? { bars: [bar] } : {});
  const latency = (name: string, what: string, values: readonly number[], part: number): Row => ({
    id: `feed.${id}.${name}`,
    what: `${what}, ${load}`,
    figure: quantile(values, part),
    unit: 'ms',
  });
  const toFeed = (name: string, text: string, part: number): Row => {
    const answered = quantile(orderToAnswer, part);
    const row = latency(
      `order-to-feed.${name}`,
      `order sent until seen in the feed, ${text}`,
      orderToFeed,
      part,
    );
    const beside = { what: 'order sent until answered', figure: answered };
    return { ...row, beside, ratio: row.figure / answered, better: 'less' };
  };
  const reads = (app: string, values: readonly number[]): Row[] => {
    const what = `order answered until a read of ${app} has it`;
    return [
      latency(`answer-to-${app}.median`, `${what}, median`, values, 0.5),
      latency(`answer-to-${app}.p99`, `${what}, p99`, values, 0.99),
    ];
  };
  return [
    {
      id: `feed.${id}.orders`,
      what: `orders that others placed, of ${ordersPerSecond.toLocaleString('en-GB')}/s`,
      figure: figures.ordersPerSecond,
      unit: 'orders/s',
      ...bars({ of: 'figure', atLeast: LOAD_MIN * ordersPerSecond }),
    },
    {
      id: `feed.${id}.deliveries`,
      what: `messages to all clients together, ${load}`,
      figure: figures.messagesPerSecond,
      unit: 'messages/s',
    },
    { ...toFeed('median', 'median', 0.5), ...bars({ of: 'figure', atMost: MEDIAN_MS_MAX }) },
    { ...toFeed('p99', 'p99', 0.99), ...bars({ of: 'figure', atMost: P99_MS_MAX }) },
    ...(hasReads ? [...reads('storage', answerToStorage), ...reads('analytics', answerToAnalytics)] : []),
  ];
}

export function aboutFeed(clients: number, backbone: string): About {
  return {
    method: `The whole exchange as processes, events by ${backbone}, markets without money. ${clients} clients of the feed take everything of 4 markets, while 8
accounts place orders at a rate, in batches, and cancel as many. One more client places an order every 20 ms or so, and waits until the feed of
its own orders tells it; under the light load also until reads of storage and analytics with \`atLeast\` have it.`,
    notIncluded: `a network: all clients, the load and the exchange with its PostgreSQL share the machine, and what the clients do to keep up is
in the latencies. Under the heavy load it is not looked at how far storage and analytics are behind: that is the whole way's.`,
  };
}
