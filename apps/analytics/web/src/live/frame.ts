import { batch } from '@preact/signals';

/*
 * However many messages come, the page is drawn once per frame: what a message changes is noted at once, and shown when the
 * browser is about to draw. A page that nobody sees draws nothing, and notes no more than what is other.
 */

const tasks = new Set<() => void>();
let isAsked = false;

/** Runs a task before the next frame is drawn; once, however often it is asked for until then. */
export function beforeNextFrame(task: () => void): void {
  tasks.add(task);
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(run);
}

/** Takes a task back. */
export function notBeforeNextFrame(task: () => void): void {
  tasks.delete(task);
}

function run(): void {
  isAsked = false;
  const due = [...tasks];
  tasks.clear();
  batch(() => {
    for (const task of due) task();
  });
}
