import { printFatal } from './errors.mjs';
import { startPostgres } from './postgres.mjs';

/*
 * The embedded PostgreSQL as a process that another program runs: `node postgres-server.mjs FOLDER LOG_FILE PORT`. It
 * prints {"url", "pid"} as one line, stops its server when its standard input closes (which happens also when its parent is
 * killed), and ends when the server is gone.
 */
const [folder = '', logFile = '', port = '0'] = process.argv.slice(2);

try {
  const server = await startPostgres({ folder, logFile, port: Number(port) });
  server.process.once('exit', () => process.exit(0));
  const stop = () => void server.stop();
  for (const event of ['end', 'close', 'error']) process.stdin.once(event, stop);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  process.stdin.resume();
  console.log(JSON.stringify({ url: server.url, pid: server.process.pid }));
} catch (error) {
  printFatal(error);
  process.exitCode = 1;
}
