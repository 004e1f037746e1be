import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { startApp as startAnalytics } from '../apps/analytics/src/app.js';
import { SpecEngine } from '../apps/engine/src/testing/spec-engine.js';
import { startApp as startStorage } from '../apps/storage/src/app.js';
import { RunningConsumer } from '../libs/consumer/src/testing/running-consumer.js';
import { ownMetrics, type MetricFacts } from './support/metrics.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const DOCUMENT = new URL('../docs/metrics.md', import.meta.url);

/** A row of the document, as the apps say that it has to be. */
function rowOf({ name, type, labels, help }: MetricFacts): string {
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
}

/** The rows below each heading of the document. */
function documentedRows(): ReadonlyMap<string, readonly string[]> {
  const sections = readFileSync(DOCUMENT, 'utf8').split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading, lines.filter((line) => line.startsWith('| `backlay_'))];
    }),
  );
}

describe('docs/metrics.md', () => {
  const rows: Record<string, string[]> = {};

  beforeAll(async () => {
    const engine = await SpecEngine.start();
    const consumers = [
      ['storage', await RunningConsumer.create(startStorage)],
      ['analytics', await RunningConsumer.create(startAnalytics)],
    ] as const;
    try {
      rows['engine'] = (await ownMetrics(engine.engine.app)).map(rowOf);
      for (const [name, { app }] of consumers) rows[name] = (await ownMetrics(app)).map(rowOf);
    } finally {
      for (const [, consumer] of consumers) await consumer.destroy();
      await engine.end();
    }
  });

  const inAll = (): string[] =>
    rows['engine']!.filter((row) => rows['storage']!.includes(row) && rows['analytics']!.includes(row));
  const isOfStorage = (row: string): boolean => rows['storage']!.includes(row);
  const withoutThose = (name: string): string[] => rows[name]!.filter((row) => !inAll().includes(row));

  it.each([
    ['Of every app', () => inAll()],
    ['Of the engine', () => withoutThose('engine')],
    ['Of storage and analytics', () => withoutThose('storage')],
    ['Of the feed, in analytics', () => withoutThose('analytics').filter((row) => !isOfStorage(row))],
  ])('says under "%s" what those apps expose, in their words', (heading, exposed) => {
    expect(documentedRows().get(heading)).toEqual(exposed());
  });

  it('has nothing to say of storage that is not so for analytics, too', () => {
    expect(rows['storage']!.filter((row) => !rows['analytics']!.includes(row))).toEqual([]);
  });
});
