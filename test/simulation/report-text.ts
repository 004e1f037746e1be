import type { SimulationReport } from './simulation.js';

/** A run in one line. */
export function summaryOf({ scenario, ...report }: SimulationReport): string {
  const result =
    report.violations.length > 0 ? 'FAILED' : report.refusal !== undefined ? 'refused' : 'passed';
  return (
    `seed ${scenario.seed}: ${result}, ${report.commands} commands, ${report.answers} answered, ` +
    `${report.starts} starts of the engine, ${report.steps} steps in ${(report.simulatedMs / 1000).toFixed(1)} s ` +
    `of simulated time, trace ${report.traceHash}`
  );
}

/** A run that failed: what was violated, what happened before, and how to see it again. */
export function failureText(report: SimulationReport): string {
  return [
    summaryOf(report),
    ...report.violations.map((violation) => `violated: ${violation}`),
    'what happened last:',
    ...report.latestLines,
    `again, with everything that happens: npm run seeds -- --seed ${report.scenario.seed}`,
  ].join('\n');
}
