import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { say } from './output.mjs';

const INTERVAL_MS = 250;
const CHUNK_BYTES = 64 * 1024;

/** Lines shown of one warning; a stack trace goes on in the log. */
const CONTINUATION_LINES_MAX = 4;

/**
 * @param {string} line of an app's log: text or JSON
 * @returns {boolean} whether it is a warning or worse
 */
export function isWarning(line) {
  if (line.startsWith('{')) return /"level":\s*("(warn|error|fatal)"|[456]0\b)/i.test(line);
  return /\b(WARN|WARNING|ERROR|FATAL)\b/.test(line);
}

/**
 * Shows the warnings and errors that an app writes to its log from now on. Reading the file, rather than standing
 * between the app and its log, keeps the app independent of this process.
 *
 * @param {string} name of the app, put before each line
 * @param {string} file
 * @returns {{ stop: () => void }}
 */
export function watchLog(name, file) {
  let position = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let partial = '';
  let continuation = CONTINUATION_LINES_MAX;
  const show = (/** @type {string} */ line) => {
    if (isWarning(line)) continuation = 0;
    else if (/^\s+\S/.test(line) && continuation < CONTINUATION_LINES_MAX) continuation += 1;
    else {
      continuation = CONTINUATION_LINES_MAX;
      return;
    }
    say(`[${name}] ${line}`);
  };
  const read = () => {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const log = openSync(file, 'r');
    try {
      for (;;) {
        const length = readSync(log, buffer, 0, CHUNK_BYTES, position);
        if (length === 0) return;
        position += length;
        const lines = (partial + buffer.toString('utf8', 0, length)).split('\n');
        partial = lines.pop() ?? '';
        lines.forEach(show);
      }
    } finally {
      closeSync(log);
    }
  };
  const timer = setInterval(read, INTERVAL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      read();
    },
  };
}
