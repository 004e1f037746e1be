const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_INTERVAL_MS = 100;

/** Without a terminal a long step says now and then that it is still alive. */
const PLAIN_INTERVAL_MS = 15_000;

/** @type {NodeJS.WriteStream} */
let stream = process.stdout;
let isTerminal = canRedraw();

/** From now on to stderr: stdout is what a tool itself prints, which may go into a variable or a file. */
export function sayOnStderr() {
  stream = process.stderr;
  isTerminal = canRedraw();
}

function canRedraw() {
  return stream.isTTY && process.env.TERM !== 'dumb';
}

/** What a step shows for itself while it runs. */
let current = '';

/**
 * @param {number} startedAt
 * @returns {string} such as `12.3 s`
 */
function elapsed(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** @param {string} text */
function redraw(text) {
  current = text;
  stream.write(`\r\u001b[2K${text}`);
}

/**
 * Prints a line, above the line of the running step where there is a terminal.
 *
 * @param {string} text
 */
export function say(text) {
  if (!isTerminal || current === '') {
    line(text);
    return;
  }
  const step = current;
  stream.write('\r\u001b[2K');
  line(text);
  redraw(step);
}

/**
 * Runs one step of the set-up and shows it: a moving line with the time on a terminal, else a line at its start, a sign
 * of life every quarter of a minute, and a line at its end.
 *
 * @template T
 * @param {string} title what is being done, such as `Building`
 * @param {() => Promise<T>} work
 * @param {{ done?: (result: T) => string }} [options] done: what to say at the end; the title when absent
 * @returns {Promise<T>}
 */
export async function step(title, work, { done = () => title } = {}) {
  const startedAt = performance.now();
  let frame = 0;
  const spin = () => {
    frame = (frame + 1) % FRAMES.length;
    redraw(`${FRAMES[frame]} ${title} ... ${elapsed(startedAt)}`);
  };
  if (isTerminal) spin();
  else line(`... ${title}`);
  const timer = isTerminal
    ? setInterval(spin, FRAME_INTERVAL_MS)
    : setInterval(() => line(`... ${title}: still at it after ${elapsed(startedAt)}`), PLAIN_INTERVAL_MS);
  try {
    const result = await work();
    finish(`✔ ${done(result)} (${elapsed(startedAt)})`);
    return result;
  } catch (error) {
    const stopped = error instanceof Error && error.name === 'AbortError';
    finish(`✘ ${title}: ${stopped ? 'stopped' : 'failed'}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} text */
function finish(text) {
  if (isTerminal) stream.write('\r\u001b[2K');
  current = '';
  line(text);
}

/** @param {string} text */
function line(text) {
  stream.write(`${text}\n`);
}
