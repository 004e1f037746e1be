import type { Page, WebSocket } from 'playwright-core';
import { waitFor } from '../support/wait.js';

/** Messages that say how far the markets of a page are. */
const TELLING = ['markets.image', 'markets.delta', 'heartbeat'];

/** Longer than the feed is silent: a heartbeat comes every 5 s at the latest. */
const TIMEOUT_MS = 30_000;

interface TellingMessage {
  readonly op: string;
  readonly sequence?: number;
}

/** Watches how far the feed of a page is. */
export class FeedWatch {
  #sequence = 0;

  /** @param page one that is not connected yet */
  constructor(private readonly page: Page) {
    page.on('websocket', (socket) => this.#listen(socket));
  }

  /** Waits until the page was told of everything up to a sequence, and has drawn it. */
  async untilDrawn(sequence: number): Promise<void> {
    await waitFor(`the page to be told of ${sequence}`, () => this.#sequence >= sequence, {
      timeoutMs: TIMEOUT_MS,
    });
    // The page draws what it was told before the next frame; the one after it shows that.
    await this.page.evaluate(
      'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
    );
  }

  #listen(socket: WebSocket): void {
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(payload.toString()) as TellingMessage;
      if (TELLING.includes(message.op)) this.#sequence = Math.max(this.#sequence, message.sequence ?? 0);
    });
  }
}
