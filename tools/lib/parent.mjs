const INTERVAL_MS = 500;

/**
 * `npm` runs a script in a shell, and a SIGTERM to npm ends npm and the shell but not what the shell has started. Seen
 * from here the parent is gone, which this calls out once. Only under npm: a `node tools/start.mjs &` that outlives its
 * terminal is meant to.
 *
 * @param {() => void} callback
 * @returns {() => void} ends the watching
 */
export function onParentGone(callback) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
