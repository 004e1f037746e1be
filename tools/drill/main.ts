import { Drill } from './drill.js';
import { readOptions, UsageError, USAGE, type DrillOptions } from './options.js';
import { isClean, tableLines, type DrillReport } from './report.js';

function print(report: DrillReport, options: DrillOptions): void {
  if (options.isJson) {
    console.log(JSON.stringify({ ok: isClean(report), ...report }));
    return;
  }
  console.log('');
  for (const line of tableLines(report.rounds)) console.log(line);
  for (const { fault, why } of report.skipped) console.log(`${fault} was skipped: ${why}`);
  for (const text of report.complaints) console.log(text);
  console.log('');
  if (isClean(report)) console.log('Nothing lost, nothing twice.');
  else explain(report, options);
}

function explain({ rounds, seed, folders }: DrillReport, { isShort, backbone }: DrillOptions): void {
  const failed = rounds.filter(({ complaints }) => complaints.length > 0);
  for (const { fault, complaints } of failed) for (const text of complaints) console.log(`${fault}: ${text}`);
  console.log(`Logs and data: ${folders.join(', ')}`);
  const names = failed.map(({ fault }) => fault).join(',');
  const form = `${isShort ? ' --short' : ''} --backbone ${backbone}`;
  if (names !== '') console.log(`Once more: npm run drill -- --seed ${seed}${form} --only ${names}`);
}

async function main(options: DrillOptions): Promise<void> {
  const say = (line: string): void => (options.isJson ? console.error(line) : console.log(line));
  say(`seed ${options.seed}`);
  const drill = new Drill(options, say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void drill.abort());
  const report = await drill.run();
  print(report, options);
  process.exitCode = isClean(report) ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await main(options);
} catch (error) {
  const isForUser = error instanceof UsageError || error instanceof TypeError;
  console.error(isForUser ? error.message : error);
  process.exitCode = 1;
}
