/** Labels of a line, by name. */
export type Labels = Readonly<Record<string, string>>;

/** One line of a metric. */
export interface MetricLine {
  readonly labels: Labels;
  readonly value: number;
}

/** What an app says of itself at a moment: the lines by the name in front of them. */
export type MetricLines = ReadonlyMap<string, readonly MetricLine[]>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Reads the text format of Prometheus. What is no line of a metric is left out: comments, and what is not understood. */
export function parseMetrics(text: string): MetricLines {
  const lines = new Map<string, MetricLine[]>();
  for (const line of text.split('\n')) {
    const [, name, labels = '', number = ''] = LINE.exec(line) ?? [];
    if (name === undefined) continue;
    const value = numberOf(number);
    if (Number.isNaN(value)) continue;
    const known = lines.get(name);
    const read = { labels: labelsOf(labels), value };
    if (known === undefined) lines.set(name, [read]);
    else known.push(read);
  }
  return lines;
}

function labelsOf(text: string): Labels {
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(LABEL)) {
    labels[name] = value.replaceAll(/\\[n"\\]/g, (escape) => ESCAPES[escape] ?? escape);
  }
  return labels;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
