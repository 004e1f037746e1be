/** The key lives as long as the tab: in memory and here, in no other place of the browser and in no URL. */
const STORAGE_NAME = 'backlay.key';
const KEY_FORM = /^blk_[0-9a-z]{4,32}_[A-Za-z0-9_-]{43}$/;

/** Whether a text can be a key at all; whether it is a good one, the exchange says. */
export function isKeyForm(text: string): boolean {
  return KEY_FORM.test(text);
}

/** The key with which somebody has signed in before this load of the page. */
export function keptKey(): string | undefined {
  return sessionStorage.getItem(STORAGE_NAME) ?? undefined;
}

/** Keeps a key that the exchange has taken. */
export function keepKey(key: string): void {
  sessionStorage.setItem(STORAGE_NAME, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(STORAGE_NAME);
}
