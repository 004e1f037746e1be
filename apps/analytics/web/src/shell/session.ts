import { signal, type ReadonlySignal } from '@preact/signals';

/** Whoever has signed in. */
export interface Session {
  readonly key: string;
}

/** The key lives as long as the tab: in memory and here, in no other place of the browser and in no URL. */
const STORAGE_NAME = 'backlay.key';
const KEY_FORM = /^blk_[0-9a-z]{4,32}_[A-Za-z0-9_-]{43}$/;

const current = signal<Session | undefined>(kept());

/** Undefined: nobody has signed in. */
export const session: ReadonlySignal<Session | undefined> = current;

function kept(): Session | undefined {
  const key = sessionStorage.getItem(STORAGE_NAME);
  return key === null ? undefined : { key };
}

/** Whether a text can be a key at all; whether it is a good one, the exchange says. */
export function isKeyForm(text: string): boolean {
  return KEY_FORM.test(text);
}

/** Keeps a key that the exchange has taken. */
export function signIn(key: string): void {
  sessionStorage.setItem(STORAGE_NAME, key);
  current.value = { key };
}

/** Forgets the key. */
export function signOut(): void {
  sessionStorage.removeItem(STORAGE_NAME);
  current.value = undefined;
}
