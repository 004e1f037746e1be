/*
 * What the client needs in a Node that has no WebSocket of its own, and what makes it faster there. Not for browsers.
 */
export { nodeWebSocket } from './node-web-socket.js';
export { keepConnections, type KeptConnections } from './keep-alive-fetch.js';
