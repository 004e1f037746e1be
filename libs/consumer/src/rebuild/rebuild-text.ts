import type { RebuildReport, TableComparison } from './rebuild-options.js';

/** What a rebuild did, in sentences and a table. */
export function describeRebuild(report: RebuildReport, schema: string): string {
  const lines: string[] = [];
  if (report.tables.length > 0) {
    lines.push(`Compared at sequence ${report.comparedSequence}:`, '', ...tableLines(report.tables), '');
  }
  lines.push(verdict(report, schema), rate(report), ...report.notes);
  if (report.isSwapped) {
    lines.push(
      `The new tables of ${schema} are in place, up to sequence ${report.sequence}; the consumer waited ${Math.round(report.lockedMs)} ms.`,
    );
  } else if (report.keptSchema !== undefined) {
    lines.push(
      `The live tables serve on. The rebuilt ones are in the schema ${report.keptSchema}, to be looked at; the next rebuild drops them.`,
      `To put rebuilt tables in place although they differ: npm run rebuild -- ${schema} --replace`,
    );
  }
  return lines.join('\n');
}

function verdict({ outcome, tables }: RebuildReport, schema: string): string {
  switch (outcome) {
    case 'equal':
      return `The live tables of ${schema} are what the event log makes.`;
    case 'different': {
      const names = tables.filter(({ isEqual }) => !isEqual).map(({ table }) => table);
      return `The live tables of ${schema} are NOT what the event log makes: ${names.join(', ')} differ.`;
    }
    case 'not-compared':
      return `There were no live tables of ${schema} to compare with, or less in them than in the event log.`;
  }
}

function rate({ events, sequence, fillMs }: RebuildReport): string {
  const perSecond = Math.round((events * 1000) / Math.max(fillMs, 1));
  return `Applied ${events} events of ${sequence} commands in ${(fillMs / 1000).toFixed(1)} s: ${perSecond} events/s.`;
}

function tableLines(tables: readonly TableComparison[]): string[] {
  const rows = [
    ['table', 'live rows', 'rebuilt rows', ''],
    ...tables.map(({ table, liveRows, rebuiltRows, isEqual }) => {
      return [table, `${liveRows ?? 'none'}`, `${rebuiltRows ?? 'none'}`, isEqual ? 'equal' : 'DIFFERENT'];
    }),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    ([name = '', live = '', rebuilt = '', result = '']) =>
      `  ${name.padEnd(widths[0] ?? 0)}  ${live.padStart(widths[1] ?? 0)}  ${rebuilt.padStart(widths[2] ?? 0)}  ${result}`,
  );
}
