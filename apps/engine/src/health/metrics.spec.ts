import { waitFor } from '../../../../test/support/wait.js';
import { HeldDisk } from '../testing/held-disk.js';
import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';

describe('the metrics of the engine', () => {
  let disk: HeldDisk;
  let engine: SpecEngine;
  let marketId: number;

  beforeEach(async () => {
    disk = new HeldDisk();
    engine = await SpecEngine.start({ surroundings: { openLog: disk.openLog } });
    marketId = await engine.openMarket();
  });
  afterEach(async () => {
    disk.release();
    await engine.end();
  });

  async function lines(): Promise<string[]> {
    return (await engine.get('/metrics')).text.split('\n');
  }

  /** The number of a line; the app is that of all lines. */
  async function valueOf(name: string, labels = ''): Promise<number> {
    const start = `${name}{${labels}${labels === '' ? '' : ','}app="engine"} `;
    const line = (await lines()).find((candidate) => candidate.startsWith(start));
    return Number(line?.slice(start.length));
  }

  it('are in the format of Prometheus and count what happened', async () => {
    await engine.post('/v1/orders', order({ marketId }));
    await engine.post('/v1/orders', order({ marketId, price: '2.51' }));
    const { status, headers, text } = await engine.get('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'backlay_engine_phase{state="READY",app="engine"} 1',
      'backlay_engine_phase{state="FAILED",app="engine"} 0',
      'backlay_engine_sequence{app="engine"} 4',
      'backlay_engine_durable_sequence{app="engine"} 4',
      '# TYPE backlay_engine_commands_total counter',
      'backlay_engine_commands_total{outcome="accepted",app="engine"} 3',
      'backlay_engine_commands_total{outcome="refused",app="engine"} 1',
      'backlay_engine_commands_accepted_total{command="PlaceOrder",app="engine"} 1',
      'backlay_engine_commands_accepted_total{command="OpenMarket",app="engine"} 1',
      'backlay_publisher_state{state="OFF",app="engine"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('tell refusals apart by their reason, whether the exchange decided or nobody got so far', async () => {
    await engine.post('/v1/orders', order({ marketId, price: '2.51' }));
    await engine.post('/v1/orders', order({ marketId, runnerId: 9 }));
    await engine.post('/v1/orders', order({ marketId, runnerId: 9 }));
    const orders = [
      order({ marketId, price: '2.51' }),
      order({ marketId, commandId: commandIdOf('early', Date.now() + 86_400_000) }),
    ];
    await engine.post('/v1/orders/batch', { orders });
    await engine.post('/v1/orders', '{');
    await engine.as(undefined).post('/v1/orders', order());
    await engine.get('/v1/nowhere');
    const refused = 'backlay_engine_commands_refused_total';
    expect(await valueOf(refused, 'command="PlaceOrder",reason="PRICE_OFF_LADDER"')).toBe(2);
    expect(await valueOf(refused, 'command="PlaceOrder",reason="RUNNER_UNKNOWN"')).toBe(2);
    const turnedAway = (await lines()).filter((line) =>
      line.startsWith('backlay_engine_requests_refused_total{'),
    );
    expect(turnedAway.sort()).toEqual(
      ['COMMAND_ID_EARLY', 'JSON_INVALID', 'KEY_MISSING', 'ROUTE_UNKNOWN'].map(
        (code) => `backlay_engine_requests_refused_total{code="${code}",app="engine"} 1`,
      ),
    );
  });

  it('say in which hop a request spent its time', async () => {
    const heldMs = 60;
    const before = await valueOf('backlay_engine_request_seconds_count');
    disk.hold();
    const answered = engine.post('/v1/orders/batch', { orders: [order({ marketId }), order({ marketId })] });
    await waitFor('the disk to be waited for', () => disk.waitingCount === 1);
    const since = performance.now();
    await waitFor('the time to pass', () => performance.now() - since > heldMs);
    disk.release();
    await answered;
    await waitFor('the answer to be counted', async () => {
      return (await valueOf('backlay_engine_request_seconds_count')) === before + 1;
    });
    expect(await valueOf('backlay_engine_hop_seconds_sum', 'hop="durable"')).toBeGreaterThan(heldMs / 1_000);
    const hops = ['execute', 'durable', 'answer'].map((hop) =>
      valueOf('backlay_engine_hop_seconds_sum', `hop="${hop}"`),
    );
    const sum = (await Promise.all(hops)).reduce((total, seconds) => total + seconds, 0);
    expect(sum).toBeCloseTo(await valueOf('backlay_engine_request_seconds_sum'), 6);
  });

  it('leave requests that were turned away out of the times of the others', async () => {
    await waitFor('the market to be counted', async () => {
      return (await valueOf('backlay_engine_request_seconds_count')) === 2;
    });
    await engine.post('/v1/orders', '{');
    await engine.post('/v1/orders', order({ marketId }));
    await waitFor('the order to be counted', async () => {
      return (await valueOf('backlay_engine_request_seconds_count')) >= 3;
    });
    expect(await valueOf('backlay_engine_request_seconds_count')).toBe(3);
  });
});
