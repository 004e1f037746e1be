import { eventStreamKey } from '@backlay/contracts';
import { SHARD } from './engine-parts.js';

export const STREAM = eventStreamKey(SHARD);
/** The groups that must have read everything before it may be trimmed. */
export const GROUPS = ['storage', 'analytics'];
