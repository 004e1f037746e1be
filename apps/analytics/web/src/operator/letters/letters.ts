import { keptKey } from '../../shell/session.js';
import type { Question } from '../../shell/confirm.js';

/** The apps that may put events aside, as the pages reach them. */
export const CONSUMERS = [
  { name: 'Storage', path: '/api/storage' },
  { name: 'Analytics', path: '' },
] as const;

export type ConsumerName = (typeof CONSUMERS)[number]['name'];

/** What a consumer could not apply and has gone past. */
export interface DeadLetter {
  readonly id: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly attempts: number;
  readonly givenUpAt: string;
  readonly error: { readonly name: string; readonly message: string };
}

/** One consumer, and what it has put aside. */
export interface ConsumerLetters {
  readonly name: ConsumerName;
  readonly path: string;
  readonly status: string;
  readonly letters: readonly DeadLetter[];
  /** There are more than those. */
  readonly hasMore: boolean;
}

const LETTERS_SHOWN = 100;

/** @throws Error with what an app says */
export function readLetters(): Promise<readonly ConsumerLetters[]> {
  return Promise.all(CONSUMERS.map(lettersOf));
}

async function lettersOf({ name, path }: (typeof CONSUMERS)[number]): Promise<ConsumerLetters> {
  const [page, position] = await Promise.all([
    asked<{ items: DeadLetter[]; nextCursor: string | null }>(
      'GET',
      `${path}/v1/dead-letters?limit=${LETTERS_SHOWN}`,
    ),
    asked<{ status: string }>('GET', `${path}/v1/position`),
  ]);
  return { name, path, status: position.status, letters: page.items, hasMore: page.nextCursor !== null };
}

/** Applies a letter now, once. @throws Error with what the app says */
export async function redrive(path: string, id: string): Promise<void> {
  await asked('POST', `${path}/v1/dead-letters/${encodeURIComponent(id)}/redrive`);
}

/** Lets a halted consumer try again. @throws Error with what the app says */
export async function resumeConsumer(path: string): Promise<void> {
  await asked('POST', `${path}/v1/consumer/resume`);
}

/** Asked before a letter is redriven. */
export function redriveQuestion({ name }: ConsumerLetters, letter: DeadLetter): Question {
  return {
    title: `Redrive ${sequencesOf(letter)}?`,
    text: `${name} applies its events now, after all that came behind them, in one transaction and exactly once. When they still cannot be applied, nothing is written and the letter stays.`,
    action: 'Redrive',
  };
}

/** `sequence 7`, or `sequences 7 to 9`. */
export function sequencesOf({ firstSequence, lastSequence }: DeadLetter): string {
  return firstSequence === lastSequence
    ? `sequence ${lastSequence}`
    : `sequences ${firstSequence} to ${lastSequence}`;
}

async function asked<Answer>(method: 'GET' | 'POST', path: string): Promise<Answer> {
  const answer = await fetch(path, { method, headers: { authorization: `Bearer ${keptKey() ?? ''}` } });
  const body = (await answer.json().catch(() => ({}))) as Answer & { readonly detail?: string };
  if (answer.ok) return body;
  throw new Error(body.detail ?? `${path} is answered with ${answer.status}.`);
}
