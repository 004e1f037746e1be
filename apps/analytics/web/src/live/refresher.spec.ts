import { Refresher } from './refresher.js';
import { waitFor } from '../../../../../test/support/wait.js';

/** Something that can be asked, and answers when told to. */
class Source {
  asked = 0;
  #answer: () => void = () => {};

  readonly ask = (): Promise<void> => {
    this.asked += 1;
    return new Promise((resolve) => (this.#answer = resolve));
  };

  answer(): void {
    this.#answer();
  }
}

describe('a refresher', () => {
  it('asks once more after the last reason, however many came while it waited for an answer', async () => {
    const source = new Source();
    const refresher = new Refresher(source.ask, 0);
    refresher.request();
    for (let reasons = 0; reasons < 5; reasons += 1) refresher.request();
    expect(source.asked).toBe(1);
    source.answer();
    await waitFor('the second question', () => source.asked === 2);
    source.answer();
    refresher.request();
    await waitFor('the third question', () => source.asked === 3);
    refresher.stop();
    source.answer();
  });

  it('asks nothing any more when it is stopped', async () => {
    const source = new Source();
    const refresher = new Refresher(source.ask, 0);
    refresher.request();
    refresher.stop();
    refresher.request();
    source.answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.asked).toBe(1);
  });
});
