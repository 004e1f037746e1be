import { order, SpecEngine } from '../testing/spec-engine.js';

describe('the metrics of the engine', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start();
  });
  afterAll(() => engine.end());

  it('are in the format of Prometheus and count what happened', async () => {
    const marketId = await engine.openMarket();
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
      'backlay_engine_commands_total{outcome="accepted",app="engine"} 3',
      'backlay_engine_commands_total{outcome="refused",app="engine"} 1',
      'backlay_publisher_state{state="OFF",app="engine"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
