import { z } from 'zod';
import { HttpClient, ServerError } from '../exchange/http-client.js';
import type { RequestKeys } from '../exchange/request-keys.js';

/** The apps that may have dead letters. */
export const CONSUMER_APPS = ['storage', 'analytics'] as const;
export type ConsumerAppName = (typeof CONSUMER_APPS)[number];

const letter = z.object({
  id: z.string(),
  stream: z.string(),
  group: z.string(),
  consumer: z.string(),
  firstSequence: z.number(),
  lastSequence: z.number(),
  attempts: z.number(),
  firstFailedAt: z.string(),
  givenUpAt: z.string(),
  error: z.object({ name: z.string(), message: z.string() }),
});

const openedLetter = letter.extend({
  events: z
    .array(
      z.object({
        sequence: z.number(),
        index: z.number(),
        type: z.string(),
        time: z.string(),
        payload: z.record(z.string(), z.unknown()),
      }),
    )
    .nullable(),
  decodeError: z.string().nullable(),
  payload: z.string(),
});

const page = z.object({ items: z.array(letter), nextCursor: z.string().nullable() });
const redriven = z.object({ outcome: z.enum(['applied', 'already-applied']), events: z.number() });
const problem = z.object({ code: z.string(), detail: z.string() });

export type Letter = z.output<typeof letter>;
export type OpenedLetter = z.output<typeof openedLetter>;

/** What came of one redrive; a refusal is a sentence of the app. */
export type RedriveResult =
  z.output<typeof redriven> | { readonly outcome: 'refused'; readonly reason: string };

const PAGE_LETTERS = 1000;

/** The dead letters of one app, through its public API. */
export class DeadLetterClient {
  private readonly http: HttpClient;

  constructor(
    readonly appName: ConsumerAppName,
    baseUrl: string,
    { operator }: RequestKeys,
  ) {
    this.http = new HttpClient(appName, baseUrl, operator);
  }

  /** Oldest first. */
  async *list(): AsyncGenerator<Letter, void> {
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/v1/dead-letters?limit=${PAGE_LETTERS}${query}`;
      const { items, nextCursor }: z.output<typeof page> = this.read(path, await this.http.get(path), page);
      yield* items;
      cursor = nextCursor;
    }
  }

  /** @returns undefined when there is none of that id */
  async get(id: string): Promise<OpenedLetter | undefined> {
    const path = pathOf(id);
    const answer = await this.http.get(path);
    return answer.status === 404 ? undefined : this.read(path, answer, openedLetter);
  }

  async redrive(id: string): Promise<RedriveResult> {
    const path = `${pathOf(id)}/redrive`;
    const answer = await this.http.post(path);
    const refusal = problem.safeParse(answer.body);
    if (answer.status >= 400 && refusal.success) {
      return { outcome: 'refused', reason: `${refusal.data.code}: ${refusal.data.detail}` };
    }
    return this.read(path, answer, redriven);
  }

  close(): void {
    this.http.close();
  }

  private read<T>(
    path: string,
    { status, body }: { status: number; body: unknown },
    schema: z.ZodType<T>,
  ): T {
    const parsed = schema.safeParse(body);
    if (status === 200 && parsed.success) return parsed.data;
    const said = problem.safeParse(body);
    const reason = said.success
      ? `${said.data.code}: ${said.data.detail}`
      : (JSON.stringify(body)?.slice(0, 200) ?? 'nothing');
    throw new ServerError(`The ${this.appName} answers ${path} with ${status}: ${reason}`);
  }
}

function pathOf(id: string): string {
  return `/v1/dead-letters/${encodeURIComponent(id)}`;
}
