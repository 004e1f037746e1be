import { createServer } from 'node:net';
import { errorCode } from './errors.mjs';

/**
 * Opens and closes a listening socket.
 *
 * @param {number} port 0 lets the system choose
 * @param {string} host
 * @returns {Promise<number>} the port that was listened on
 */
function listenOnce(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

/** @returns {Promise<number>} a loopback TCP port that nobody listened on a moment ago */
export function findFreePort() {
  return listenOnce(0, '127.0.0.1');
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<'free' | 'taken' | 'forbidden'>} forbidden: this user may not listen there (ports below 1024)
 */
export async function portState(port, host) {
  try {
    await listenOnce(port, host);
    return 'free';
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return 'taken';
    if (errorCode(error) === 'EACCES') return 'forbidden';
    throw error;
  }
}
