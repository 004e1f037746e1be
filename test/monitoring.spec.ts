import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createMetrics } from '@backlay/service';
import { documentedMetrics } from './support/documented-metrics.js';

const ROOT = new URL('../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const DASHBOARDS = 'deploy/grafana/dashboards/';
const ALERTS = 'deploy/prometheus/alerts.yml';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
}

/** A metric in an expression, with what stands in the braces behind it. */
interface Use {
  readonly metric: string;
  readonly labels: readonly string[];
}

const USE = /\b((?:backlay|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g;
const LABEL = /([a-z_]+)\s*(?:=~|!~|!=|=)\s*"/g;
const GROUPING = /\b(?:by|on)\s*\(([^)]*)\)/g;

function usesIn(expression: string): Use[] {
  return [...expression.matchAll(USE)].map(([, metric = '', braces = '']) => ({
    metric,
    labels: [...braces.matchAll(LABEL)].map(([, label = '']) => label),
  }));
}

function groupingsIn(expression: string): string[] {
  return [...expression.matchAll(GROUPING)]
    .flatMap(([, labels = '']) => labels.split(','))
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

const dashboards = readdirSync(new URL(DASHBOARDS, ROOT)).map(
  (file) => JSON.parse(textOf(DASHBOARDS + file)) as Dashboard,
);
const panels = dashboards.flatMap((dashboard) => dashboard.panels);
const alertExpressions = [...textOf(ALERTS).matchAll(/^\s+expr: (.+)$/gm)].map(([, expr = '']) => expr);
const expressions = [
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...alertExpressions.map((expr) => [ALERTS, expr] as const),
];

/** Labels that Prometheus itself gives, and that of all lines. */
const LABELS_OF_ALL = ['app', 'instance', 'job'];

describe('what watches the exchange', () => {
  const known = new Map(documentedMetrics().map((metric) => [metric.name, metric]));

  beforeAll(async () => {
    for (const { name } of await createMetrics('spec', []).getMetricsAsJSON()) {
      if (!known.has(name)) known.set(name, { name, type: '', labels: ['space', 'kind', 'type', 'version'] });
    }
  });

  /** The documented metric behind a name of a line. */
  const metricOf = (name: string) => known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ''));

  it('has something to look at', () => {
    expect(panels.length).toBeGreaterThan(20);
    expect(alertExpressions.length).toBeGreaterThan(10);
    expect(expressions.filter(([, expr]) => usesIn(expr).length > 0).length).toBeGreaterThan(40);
  });

  it.each(expressions)('%s asks for metrics and labels that there are: %s', (_, expr) => {
    const uses = usesIn(expr);
    const labels = new Set(LABELS_OF_ALL);
    for (const { metric } of uses) {
      const found = metricOf(metric);
      expect([metric, found?.name]).toEqual([metric, expect.any(String)]);
      if (found?.type === 'histogram') labels.add('le');
      for (const label of found?.labels ?? []) labels.add(label);
    }
    for (const { labels: used } of uses) for (const label of used) expect(labels).toContain(label);
    for (const label of groupingsIn(expr)) expect(labels).toContain(label);
  });

  it.each(expressions.filter(([, expr]) => /_bucket\b/.test(expr)))(
    '%s reads percentiles off a histogram',
    (_, expr) => {
      expect(usesIn(expr).map(({ metric }) => metricOf(metric)?.type)).toEqual(['histogram']);
      expect(expr).toMatch(/^histogram_quantile\(/);
    },
  );

  it('rates only what is a counter, and never shows one as it is where a rate is meant', () => {
    const rated = expressions.flatMap(([, expr]) =>
      [...expr.matchAll(/\b(?:rate|increase)\(([a-z_]+)/g)].map(([, metric = '']) => metric),
    );
    const types = rated.map((metric) => [metric, metricOf(metric)?.type]);
    // What is prom-client's says by its name what it is.
    const ofNode = types.filter(([metric]) => !metric?.startsWith('backlay_'));
    expect(ofNode.every(([metric]) => metric?.endsWith('_total'))).toBe(true);
    const own = types.filter(([metric]) => metric?.startsWith('backlay_'));
    expect(own.filter(([, type]) => type !== 'counter' && type !== 'histogram')).toEqual([]);
  });

  it('shows every metric of the exchange, or has an alert for it', () => {
    const used = new Set(
      expressions.flatMap(([, expr]) => usesIn(expr).map(({ metric }) => metricOf(metric)?.name)),
    );
    const unused = documentedMetrics().filter(({ name }) => !used.has(name));
    expect(unused.map(({ name }) => name)).toEqual([
      'backlay_engine_command_ids',
      'backlay_consumer_end_sequence',
    ]);
  });

  it('has panels of their own names, beside and below each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });

  it('sends whoever is woken to a place that there is', () => {
    const runbooks = [...textOf(ALERTS).matchAll(/^\s+runbook: (\S+)$/gm)].map(([, place = '']) => place);
    expect(runbooks).toHaveLength(alertExpressions.length);
    for (const place of runbooks) {
      const [file = '', anchor] = place.split('#');
      expect(anchorsOf(textOf(file))).toContain(anchor);
    }
  });

  it('finds in docker-compose.yml the files that it mounts', () => {
    const mounts = [...textOf('docker-compose.yml').matchAll(/- \.\/(\S+?):/g)].map(([, path = '']) => path);
    expect(mounts.sort()).toEqual([
      'deploy/grafana/dashboards',
      'deploy/grafana/provisioning',
      'deploy/prometheus',
    ]);
    for (const path of mounts) expect(existsSync(new URL(path, ROOT))).toBe(true);
  });
});

/** Anchors of the headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
