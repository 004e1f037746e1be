import { readFileSync } from 'node:fs';

/** A row of docs/metrics.md. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

const DOCUMENT = new URL('../../docs/metrics.md', import.meta.url);
const ROW = /^\| `(backlay_\w+)` \| (\w+) \| (.*?) \| .* \|$/gm;

/** All metrics that docs/metrics.md names; `test/metrics.spec.ts` compares them with what the apps have. */
export function documentedMetrics(): DocumentedMetric[] {
  return [...readFileSync(DOCUMENT, 'utf8').matchAll(ROW)].map(([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
  }));
}
