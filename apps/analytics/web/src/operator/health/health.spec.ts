import { parseMetrics } from '../metrics/prometheus-text.js';
import { Reading } from '../metrics/reading.js';
import { reasonsOf, type AppReading, type Readings } from './app-readings.js';
import { HealthHistory, WINDOW_MS } from './health-history.js';
import { healthModel } from './health-model.js';

const app = (lines: readonly string[], atMs = 0): AppReading => ({
  metrics: new Reading(parseMetrics(lines.join('\n')), atMs),
  isReady: true,
  reasons: [],
});
const AWAY: AppReading = { metrics: undefined, isReady: false, reasons: ['It does not answer.'] };

const ENGINE = [
  'backlay_engine_phase{state="READY"} 1',
  'backlay_engine_phase{state="FAILED"} 0',
  'backlay_engine_sequence 120',
  'backlay_engine_durable_sequence 118',
  'backlay_publisher_sequence 110',
  'backlay_publisher_state{state="PUBLISHING"} 1',
  'backlay_snapshot_sequence 100',
  'backlay_event_loop_delay_seconds{quantile="0.99"} 0.002',
  'backlay_event_loop_delay_seconds{quantile="1"} 0.03',
  'process_resident_memory_bytes 150000000',
  'backlay_stream_group_pending_entries{group="storage"} 2',
  'backlay_stream_group_undelivered_sequences{group="storage"} 7',
  'backlay_stream_group_acknowledged_sequence{group="analytics"} 90',
];

/** The engine after so many seconds, with 10 accepted and 2 refused in each. */
function engineAfter(seconds: number): AppReading {
  const counters = [
    `backlay_engine_commands_total{outcome="accepted"} ${500 + 10 * seconds}`,
    `backlay_engine_commands_total{outcome="refused"} ${2 * seconds}`,
    `backlay_engine_commands_accepted_total{command="PlaceOrder"} ${10 * seconds}`,
    `backlay_engine_commands_refused_total{command="PlaceOrder",reason="PRICE_OFF_LADDER"} ${seconds}`,
    `backlay_engine_commands_refused_total{command="CancelOrder",reason="ORDER_UNKNOWN"} ${seconds / 2}`,
    `backlay_engine_commands_refused_total{command="ReplaceOrder",reason="ORDER_UNKNOWN"} ${seconds / 2 + 3}`,
    `backlay_engine_requests_refused_total{code="RATE_LIMITED"} 4`,
    `backlay_engine_hop_seconds_bucket{hop="durable",le="0.001"} ${5 * seconds}`,
    `backlay_engine_hop_seconds_bucket{hop="durable",le="0.01"} ${10 * seconds}`,
    `backlay_engine_hop_seconds_bucket{hop="durable",le="+Inf"} ${10 * seconds}`,
  ];
  return app([...ENGINE, ...counters], seconds * 1_000);
}

const CONSUMER = [
  'backlay_consumer_status{state="connected"} 1',
  'backlay_consumer_applied_sequence 117',
  'backlay_consumer_undelivered_sequences 1',
  'backlay_consumer_pending_sequences 2',
  'backlay_consumer_dead_letters 3',
];

const readings = (seconds: number, consumers: AppReading = app(CONSUMER)): Readings => ({
  engine: engineAfter(seconds),
  storage: consumers,
  analytics: consumers,
});

describe('the health of the exchange', () => {
  it('says of each app whether it is well, how it is, and how late its event loop comes', () => {
    const { apps } = healthModel(undefined, { ...readings(1), analytics: AWAY });
    expect(apps.map(({ name, isReady, state }) => [name, isReady, state])).toEqual([
      ['engine', true, 'READY'],
      ['storage', true, 'connected'],
      ['analytics', false, undefined],
    ]);
    expect(apps[0]).toMatchObject({
      loop: { p50: undefined, p99: 0.002, worst: 0.03 },
      memoryBytes: 150_000_000,
    });
    expect(apps[2]?.reasons).toEqual(['It does not answer.']);
  });

  it('counts what was accepted and refused, by reason, over all commands, the most frequent first', () => {
    const model = healthModel(readings(0), readings(10));
    expect(model.acceptedPerSecond).toBe(10);
    expect(model.refusedPerSecond).toBe(2);
    expect(model.accepted).toEqual([{ name: 'PlaceOrder', total: 100, perSecond: 10 }]);
    expect(model.refused).toEqual([
      { name: 'ORDER_UNKNOWN', total: 13, perSecond: 1 },
      { name: 'PRICE_OFF_LADDER', total: 10, perSecond: 1 },
    ]);
    expect(model.turnedAway).toEqual([{ name: 'RATE_LIMITED', total: 4, perSecond: 0 }]);
  });

  it('reads the latencies of the window off the histograms, hop by hop', () => {
    const { hops } = healthModel(readings(10), readings(20));
    const durable = hops.find(({ name }) => name === 'Durable');
    expect(durable).toMatchObject({ count: 100, p50: { seconds: 0.001 } });
    expect(durable?.p90?.seconds).toBeCloseTo(0.0082, 9);
    expect(hops.find(({ name }) => name === 'Publish')).toMatchObject({ count: 0, p50: undefined });
  });

  it('tells what was not read apart from what was read and is not committed', () => {
    const { consumers, positions } = healthModel(undefined, readings(1));
    expect(positions).toEqual({
      given: 120,
      durable: 118,
      published: 110,
      publisherState: 'PUBLISHING',
      snapshot: 100,
    });
    expect(consumers[0]).toEqual({
      name: 'storage',
      status: 'connected',
      isWell: true,
      applied: 117,
      behind: 1,
      undelivered: 1,
      pending: 2,
      pendingEntries: 2,
      failedAttempts: undefined,
      deadLetters: 3,
    });
  });

  it('says of a consumer that is away what Redis knows of it', () => {
    const { consumers } = healthModel(undefined, readings(1, AWAY));
    const [storage, analytics] = consumers;
    expect(storage).toMatchObject({ isWell: false, undelivered: 7, pendingEntries: 2, pending: undefined });
    expect(analytics).toMatchObject({ isWell: false, applied: 90, behind: 28, status: undefined });
  });

  it('calls a halted consumer unwell', () => {
    const halted = app(['backlay_consumer_status{state="halted"} 1']);
    expect(healthModel(undefined, readings(1, halted)).consumers[0]).toMatchObject({
      status: 'halted',
      isWell: false,
    });
  });

  it.each([
    [{ status: 'not ready', reasons: ['FAILED: the disk'] }, ['FAILED: the disk']],
    [{ status: 503, detail: 'database: away' }, ['database: away']],
    ['text', ['It does not answer.']],
  ])('has the reasons of %j', (body, reasons) => {
    expect(reasonsOf(body)).toEqual(reasons);
  });
});

describe('the history of the health', () => {
  it('looks back a minute and no further, and draws from one moment to the next', () => {
    const history = new HealthHistory();
    const seconds = Array.from({ length: 100 }, (_, index) => index * 2);
    const looks = seconds.map((second) => history.add(readings(second), second * 1_000));
    expect(looks[0]?.model.acceptedPerSecond).toBeUndefined();
    expect(looks[1]?.model.acceptedPerSecond).toBe(10);
    const { model, trend } = looks.at(-1)!;
    const counted = model.hops.find(({ name }) => name === 'Durable')?.count;
    expect(counted).toBeGreaterThanOrEqual((10 * WINDOW_MS) / 1_000);
    expect(counted).toBeLessThanOrEqual((10 * (WINDOW_MS + 2_000)) / 1_000);
    expect(trend.accepted).toHaveLength(60);
    expect(trend.accepted.at(-1)).toBe(10);
    expect(looks[1]?.trend.accepted).toEqual([null, 10]);
  });
});
