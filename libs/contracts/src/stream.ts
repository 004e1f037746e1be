/** The shard an engine owns when nothing else is configured. */
export const DEFAULT_SHARD = 0;

/**
 * Name of the stream that carries the events of one engine shard, whichever backbone transports it.
 * The braces keep all keys of a shard in one hash slot of a Redis Cluster.
 */
export function eventStreamKey(shard: number): string {
  return `backlay:{${shard}}:events`;
}
