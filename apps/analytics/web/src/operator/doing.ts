import { useSignal, type ReadonlySignal } from '@preact/signals';
import { confirmed, type Question } from '../shell/confirm.js';
import { tell, warn } from '../shell/notices.js';

/** Something to be done once, with a word before and after. */
export interface Deed {
  /** Said when it is done. */
  readonly done: string;
  readonly question?: Question | undefined;
  readonly act: () => Promise<unknown>;
}

export interface Doing {
  /** One thing is being done: nothing else may be begun. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** @returns whether it was done */
  readonly run: (deed: Deed) => Promise<boolean>;
}

/** Does one thing at a time: asks first when there is a question, and says how it went. */
export function useDoing(): Doing {
  const isBusy = useSignal(false);
  const run = async ({ done, question, act }: Deed): Promise<boolean> => {
    if (isBusy.peek() || (question !== undefined && !(await confirmed(question)))) return false;
    isBusy.value = true;
    try {
      await act();
      tell(done);
      return true;
    } catch (error) {
      warn(error);
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { isBusy, run };
}
