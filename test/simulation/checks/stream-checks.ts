import { STREAM } from '../engine/stream.js';
import { ID_MAX, ID_MIN } from '../redis/stream-id.js';
import type { World } from '../world.js';
import type { Reference } from './reference.js';

/** What the stream still holds is the end of the log, entry by entry, without a hole. */
export function checkStream({ redis, report, scenario }: World, { commands }: Reference): void {
  if (scenario.backbone !== 'redis') return;
  const entries = redis.server.keys.stream(STREAM)?.range(ID_MIN, ID_MAX) ?? [];
  let expected: number | undefined;
  for (const { id, fields } of entries) {
    const first = Number(fields[1]?.toString());
    if (expected !== undefined && first !== expected)
      report(`the stream goes on with ${first} instead of ${expected}`);
    const payload = Buffer.concat(commands.slice(first - 1, id.seq).map((command) => command.payload));
    if (fields[3]?.equals(payload) !== true)
      report(`the stream's entry ${first} to ${id.seq} is not what the log has`);
    expected = id.seq + 1;
  }
}
