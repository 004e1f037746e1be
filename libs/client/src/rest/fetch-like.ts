export interface FetchRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the answer may take. */
  readonly timeoutMs: number;
  /** Ends the request after `timeoutMs`; made when it is asked for, because it costs more than all the rest. */
  readonly signal: AbortSignal;
}

export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** What the client needs of `fetch`: that of browsers and of Node have it. */
export type FetchLike = (url: string, request: FetchRequest) => Promise<FetchAnswer>;
