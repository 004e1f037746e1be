/** What the client needs of a WebSocket: the one of browsers and that of the package `ws` both have it. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a farewell, where there is such a thing. */
  terminate?(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

/** Opens a connection to a URL. */
export type WebSocketFactory = (url: string) => WebSocketLike;

/**
 * The WebSocket of the browser, or of a Node that has one.
 *
 * @throws Error where there is none, as in Node 20: pass `nodeWebSocket` of `@backlay/client/node`
 */
export const globalWebSocket: WebSocketFactory = (url) => {
  const { WebSocket } = globalThis as { WebSocket?: new (url: string) => WebSocketLike };
  if (!WebSocket)
    throw new Error('There is no WebSocket here: give the client one by the option `webSocket`.');
  return new WebSocket(url);
};
