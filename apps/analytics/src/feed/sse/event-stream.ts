import type { ServerResponse } from 'node:http';
import type { FeedSink } from '../session/outbox.js';

const SEQUENCE = /"sequence":(\d+)/;
/** Messages that say how far the client has everything. */
const PLACE = /^\{"op":"(markets|heartbeat)/;

/** The messages of the feed as Server-Sent Events: one event each, with the place to go on from as its id. */
export function eventStream(response: ServerResponse, epoch: number): FeedSink {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    // For proxies that would wait for more before they pass something on.
    'x-accel-buffering': 'no',
  });
  return {
    send(text) {
      if (response.writableEnded) return;
      const sequence = PLACE.test(text) ? SEQUENCE.exec(text)?.[1] : undefined;
      response.write(
        sequence === undefined ? `data: ${text}\n\n` : `id: ${epoch}.${sequence}\ndata: ${text}\n\n`,
      );
    },
    close(code, reason) {
      response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
      response.socket?.destroySoon();
    },
    get bufferedBytes() {
      return response.writableLength + (response.socket?.writableLength ?? 0);
    },
  };
}
