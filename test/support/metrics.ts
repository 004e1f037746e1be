import { METRICS } from '@backlay/service';
import type { INestApplicationContext } from '@nestjs/common';
import type { Registry } from 'prom-client';

/** A metric as an app has it. */
export interface MetricFacts {
  readonly name: string;
  readonly type: string;
  /** Besides `app` and those of a histogram. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** The metrics of an app that are the exchange's own; Node.js' and the process' are prom-client's to describe. */
export async function ownMetrics(app: INestApplicationContext): Promise<MetricFacts[]> {
  const registry = app.get<Registry>(METRICS, { strict: false });
  const metrics = await registry.getMetricsAsJSON();
  return metrics
    .filter(({ name }) => name.startsWith('backlay_'))
    .map(({ name, help, type }) => {
      const metric = registry.getSingleMetric(name) as unknown as { readonly labelNames: readonly string[] };
      return { name, help, type: String(type), labels: metric.labelNames };
    });
}
