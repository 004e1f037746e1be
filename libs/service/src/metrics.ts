import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { Access } from './access/access.decorator.js';

/** Injection token of the app's metrics, a `Registry` of prom-client. */
export const METRICS = Symbol('METRICS');

/** Value and labels of one line of a metric. */
export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A metric that is looked up when somebody asks for it. */
export interface SampledMetric {
  /** `backlay_...`, with the unit at the end; `_total` when it only grows. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** None: nothing to say at the moment. */
  readonly sample: () => readonly Sample[];
}

/** Something of an app that has metrics. */
export interface MetricSource {
  readonly sampled: readonly SampledMetric[];
  /** Adds what is no sample, such as a histogram. */
  registerIn?(registry: Registry): void;
}

/** Metrics of a process: what Node.js knows of itself (CPU, memory, event loop, garbage collection) and `metrics`. */
export function createMetrics(app: string, metrics: readonly SampledMetric[]): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry });
  for (const metric of metrics) registry.registerMetric(gaugeOf(metric));
  return registry;
}

function gaugeOf({ name, help, labels = [], sample }: SampledMetric): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [],
    collect() {
      this.reset();
      // Without labels a reset leaves a 0, which is a number like any other.
      if (labels.length === 0) this.remove();
      for (const { labels: given = {}, value } of sample()) this.set({ ...given }, value);
    },
  });
}

/** 1 for the state something is in, 0 for the others: how Prometheus counts states. */
export function stateSamples<S extends string>(states: readonly S[], current: S): Sample[] {
  return states.map((state) => ({ labels: { state }, value: state === current ? 1 : 0 }));
}

interface TextReply {
  header(name: string, value: string): TextReply;
  send(body: string): void;
}

/** For Prometheus. Answers in every phase of the app. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  readonly #registry: Registry;

  constructor(@Inject(METRICS) registry: Registry) {
    this.#registry = registry;
  }

  @Get()
  @Access('PUBLIC')
  async read(@Res() reply: TextReply): Promise<void> {
    const text = await this.#registry.metrics();
    reply.header('Content-Type', this.#registry.contentType).send(text);
  }
}
