import { useSignal } from '@preact/signals';
import { Logo } from './logo.js';
import { isKeyForm } from './session.js';

/** Signs in. @throws Error that says why the exchange does not take the key */
export type Enter = (key: string) => Promise<void>;

/** The first page: a key, and nothing else. */
export function SignIn({ enter }: { readonly enter: Enter }) {
  const text = useSignal('');
  const problem = useSignal('');
  const isAsking = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const key = text.value.trim();
    if (!isKeyForm(key)) {
      problem.value =
        'A key looks like blk_0123456789abcdef_… (64 characters). `npm start` shows those of its demo.';
      return;
    }
    isAsking.value = true;
    try {
      await enter(key);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      isAsking.value = false;
    }
  }

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>Sign in</h1>
        <p>With an API key of this exchange. It stays in this tab and is forgotten when you sign out.</p>
        <label for="key">API key</label>
        <input
          id="key"
          type="password"
          value={text}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          autocomplete="off"
          spellcheck={false}
          placeholder="blk_…"
          required
          aria-describedby="key-problem"
          aria-invalid={problem.value !== ''}
          autofocus
        />
        <p id="key-problem" class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={isAsking}>
          Sign in
        </button>
      </form>
    </main>
  );
}
