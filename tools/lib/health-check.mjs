/*
 * Health check of a container: exit code 0 when the app in it (APP) says that it is ready. It stands alone, since the
 * image holds nothing else of tools/.
 */
const DEFAULT_PORTS = { engine: '3000', storage: '3001', analytics: '3002' };
const TIMEOUT_MS = 4_000;

const app = /** @type {keyof typeof DEFAULT_PORTS} */ (process.env.APP ?? 'engine');
const port = process.env[`${app.toUpperCase()}_PORT`] || DEFAULT_PORTS[app];

try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) console.error(`${app} answers ${answer.status}: ${await answer.text()}`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.error(`${app} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
