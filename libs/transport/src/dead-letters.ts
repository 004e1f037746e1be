/** A sequence that a group could not handle and has gone past, kept whole so that it can be handed over again by hand. */
export interface DeadLetter {
  /** `<epoch>-<lastSequence>`: one letter per id, whatever is repeated after a crash. */
  readonly id: string;
  readonly stream: string;
  readonly group: string;
  /** The member of the group that gave up. */
  readonly consumer: string;
  readonly epoch: number;
  /** Differs from `lastSequence` only when bytes of many sequences could not be decoded. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** When its first attempt failed and when it was given up, in milliseconds since 1970. */
  readonly firstFailedAtMs: number;
  readonly givenUpAtMs: number;
  /** How often it was handed over, alone or among others. */
  readonly attempts: number;
  readonly error: { readonly name: string; readonly message: string };
  /** The encoded events, as `EventCodec.decode` takes them; what could not be decoded, as it was found. */
  readonly payload: Buffer;
}

/** Some letters, oldest first. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** `after` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

export interface DeadLetterQuery {
  /** `next` of the page before. Default: from the oldest. */
  readonly after?: string;
  /** Letters per page. Default 100. */
  readonly limit?: number;
}

export const DEAD_LETTERS_PER_PAGE_DEFAULT = 100;

/**
 * The dead letters of one group of one stream. Written by the group's consumer, read and removed by whoever looks after
 * them, at the same time and from another process.
 */
export interface DeadLetters {
  /** Durable when this resolves. A letter whose id is there already is left as it is: adding may be repeated. */
  add(letter: DeadLetter): Promise<void>;
  list(query?: DeadLetterQuery): Promise<DeadLetterPage>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** @returns whether there was one */
  remove(id: string): Promise<boolean>;
  count(): Promise<number>;
  close(): Promise<void>;
}

/** Every letter, page by page. */
export async function* allDeadLetters(source: DeadLetters): AsyncGenerator<DeadLetter, void> {
  let after: string | undefined;
  do {
    const page: DeadLetterPage = await source.list({ after });
    yield* page.letters;
    after = page.next;
  } while (after !== undefined);
}
