import { signal } from '@preact/signals';

/** Something that the page says by itself and takes back after a while. */
interface Notice {
  readonly id: number;
  readonly kind: 'good' | 'bad';
  readonly text: string;
}

/** Older ones give way. */
const NOTICES_MAX = 4;
const SHOWN_MS = 6_000;
/** What went wrong can be read for longer. */
const BAD_SHOWN_MS = 15_000;

const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Says that something has worked. */
export function tell(text: string): void {
  show('good', text);
}

/** Says that something has not worked, and why. */
export function warn(error: unknown): void {
  show('bad', error instanceof Error ? error.message : String(error));
}

function show(kind: Notice['kind'], text: string): void {
  const id = ++lastId;
  notices.value = [...notices.value, { id, kind, text }].slice(-NOTICES_MAX);
  setTimeout(() => dismiss(id), kind === 'bad' ? BAD_SHOWN_MS : SHOWN_MS);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** The place of the notices; a screen reader reads each of them when it comes. */
export function Notices() {
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Notices">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={`notice notice-${kind}`}>
          <span>{text}</span>
          <button type="button" class="bare" aria-label="Dismiss notice" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
