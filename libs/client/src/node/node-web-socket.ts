import { WebSocket } from 'ws';
import type { WebSocketFactory } from '../socket/web-socket.js';

/** The largest message that is taken: an image of every market in full depth fits in. */
const MESSAGE_BYTES_MAX = 256 * 1024 * 1024;

/** The WebSocket of the package `ws`. */
export const nodeWebSocket: WebSocketFactory = (url) => new WebSocket(url, { maxPayload: MESSAGE_BYTES_MAX });
