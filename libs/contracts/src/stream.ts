/**
 * Name of the stream that carries the events of one engine shard, whichever backbone transports it.
 * The braces keep all keys of a shard in one hash slot of a Redis Cluster.
 */
export function eventStreamKey(shard: number): string {
  return `backlay:{${shard}}:events`;
}
