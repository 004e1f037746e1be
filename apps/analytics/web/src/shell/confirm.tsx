import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** A question before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** On the button that does it. */
  readonly action: string;
}

interface Asked extends Question {
  readonly answer: (isConfirmed: boolean) => void;
}

const asked = signal<Asked | undefined>(undefined);

/** Asks; true when it is to be done. A question that is still open counts as declined. */
export function confirmed(question: Question): Promise<boolean> {
  asked.peek()?.answer(false);
  return new Promise((resolve) => (asked.value = { ...question, answer: resolve }));
}

/** The place of the question. */
export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = asked.value;
  useEffect(() => {
    if (question) dialog.current?.showModal();
  }, [question]);
  if (!question) return null;
  const close = (isConfirmed: boolean) => {
    asked.value = undefined;
    question.answer(isConfirmed);
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      onCancel={() => close(false)}
    >
      <h2 id="question-title">{question.title}</h2>
      <p id="question-text">{question.text}</p>
      <div class="dialog-actions">
        <button type="button" onClick={() => close(false)}>
          Keep as it is
        </button>
        <button type="button" class="danger" onClick={() => close(true)}>
          {question.action}
        </button>
      </div>
    </dialog>
  );
}
