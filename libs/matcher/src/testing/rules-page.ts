/** A line of an example, with its number in the page. */
export interface RulesLine {
  readonly number: number;
  readonly text: string;
}

/** Examples that go on from one another: all from one `exchange` line to the next. */
export interface RulesRun {
  /** The heading that the first of its lines stands under. */
  readonly title: string;
  readonly lines: readonly RulesLine[];
}

const FENCE = '```rules';
const FENCE_END = '```';

/** The runs in the blocks of a page that are fenced as `rules`; what stands behind a ` #` is said to the reader alone. */
export function runsOf(page: string): RulesRun[] {
  const runs: { title: string; lines: RulesLine[] }[] = [];
  let title = '';
  let isExample = false;
  for (const [index, whole] of page.split('\n').entries()) {
    if (whole.startsWith('#') && !isExample) title = whole.replace(/^#+ /, '');
    if (whole === FENCE || whole.startsWith(FENCE_END)) {
      isExample = whole === FENCE;
      continue;
    }
    const text = whole.replace(/(^|\s)#.*$/, '').trim();
    if (!isExample || text === '') continue;
    if (text.startsWith('exchange')) runs.push({ title, lines: [] });
    const run = runs.at(-1);
    if (run === undefined) throw new Error(`line ${index + 1}: no exchange yet`);
    run.lines.push({ number: index + 1, text });
  }
  return runs;
}

const CLAIM =
  /^(->|balance|reserved|available|exposure|holding|book|queue|status|version|house|due|limit|ladder \w+ (has|behind)) /;

/** True for a line of which every digit tells something that follows from the lines before it. */
export function isClaim({ text }: RulesLine): boolean {
  return CLAIM.test(text);
}
