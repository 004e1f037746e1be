/** Why a server ends a WebSocket, whatever it is for: the code of the close frame, by its reason. */
export const SOCKET_CLOSE = {
  /** Going down; come again. */
  STOPPING: 1001,
  /** No key came in time, or one that is not good (any more). */
  KEY_INVALID: 4001,
  /** More connections, or frames, than a key may have. */
  RATE_LIMITED: 4002,
  /** A frame that is no request, is too large, or is binary. */
  FRAME_INVALID: 4003,
  /** The client did not read for too long. */
  SLOW_CONSUMER: 4004,
} as const;

export type SocketCloseReason = keyof typeof SOCKET_CLOSE;
