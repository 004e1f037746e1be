import { signal } from '@preact/signals';
import { waitFor } from '../../../../../test/support/wait.js';
import { FLASH_MS, Flashes } from './flashes.js';

describe('a flash', () => {
  it('goes out by itself, as long after the last change as after the first', async () => {
    const flashes = new Flashes();
    const [early, late] = [signal(false), signal(false)];
    flashes.light(early);
    flashes.light(late);
    expect([early.value, late.value]).toEqual([true, true]);
    const again = performance.now();
    await waitFor('half of the time to pass', () => performance.now() > again + FLASH_MS / 2);
    flashes.light(late);
    await waitFor('the early one to go out', () => !early.value);
    expect(late.value).toBe(true);
    await waitFor('the late one to go out', () => !late.value);
  });
});
