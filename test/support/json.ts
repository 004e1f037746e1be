/** A GET that must succeed, signed by a key. The caller says what the body is. */
export async function getJson<T>(url: string, key: string): Promise<T> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`GET ${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** What came back, refusals too. The caller says what the body is. */
export interface JsonAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** A POST of JSON, signed by a key. */
export async function postJson<T>(url: string, body: object, key: string): Promise<JsonAnswer<T>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as T };
}
