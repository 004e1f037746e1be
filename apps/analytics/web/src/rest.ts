/** What the exchange says when it refuses (RFC 9457). */
interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

/**
 * Reads from an app of the exchange.
 * @param path `/api/engine/v1/...`, `/api/storage/v1/...`, or `/v1/...` of analytics
 * @throws Error with what the app says
 */
export async function read<Answer>(path: string, key: string): Promise<Answer> {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
  const body = (await answer.json().catch(() => ({}))) as Answer & Problem;
  if (answer.ok) return body;
  throw new Error(body.detail ?? `${path} is answered with ${answer.status}.`);
}
