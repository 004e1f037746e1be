/*
 * Preloaded into every app that `npm start` or a spec runs: when the launcher is gone without a word (kill -9), the channel to it
 * closes, and the app stops as if it had been asked to. Nothing here keeps an app alive that wants to end.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
