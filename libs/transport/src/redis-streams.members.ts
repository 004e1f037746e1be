import { type GapError, StreamSharedError } from './errors.js';
import type { GroupMember, RedisConsumerGroup } from './redis-streams.consumer-group.js';
import type { StreamPosition } from './stream-event.js';
import type { Timers } from './timers.js';

/** A member of the group that has asked for nothing for so long is gone, or stands by, in ms. */
const MEMBER_GONE_AFTER_MS = 3_000;
/** What active members may take away from each other before they count as several without a lease; and within which ms. */
const TAKE_BACKS_MAX = 10;
const TAKE_BACK_WINDOW_MS = 60_000;

/** What there is to do about the other members of a group. */
export class OtherMembers {
  /** When something was fetched although another member of the group was reading. */
  private takenBackAtMs: number[] = [];

  constructor(
    private readonly group: string,
    private readonly timers: Timers,
  ) {}

  /** What a member that is gone has left behind: acknowledged as far as it is applied; then its name goes, too. */
  async tidyUp(
    group: RedisConsumerGroup,
    others: readonly GroupMember[],
    applied: StreamPosition,
  ): Promise<void> {
    const gone = others.filter(({ idleMs }) => idleMs > MEMBER_GONE_AFTER_MS);
    if (gone.length === 0) return;
    if (gone.some(({ pending }) => pending > 0)) await group.acknowledgeUpTo(applied);
    else for (const { name } of gone) await group.removeMember(name);
  }

  /**
   * What is missing here may be in the hands of another member. Who keeps no position must not fetch it: it would be applied
   * twice. Who keeps one can tell what is applied; a member that has just lost its lease and does not know it yet takes
   * something away once, one that has none to lose does it again and again.
   *
   * @throws StreamSharedError when it may not be fetched
   */
  checkMayFetch(gap: GapError, others: readonly GroupMember[], keepsPosition: boolean): void {
    const readers = keepsPosition ? others.filter(({ idleMs }) => idleMs <= MEMBER_GONE_AFTER_MS) : others;
    if (readers.length === 0 || (keepsPosition && this.mayTakeBack())) return;
    throw new StreamSharedError(gap, { group: this.group, members: readers.map(({ name }) => name) });
  }

  private mayTakeBack(): boolean {
    const nowMs = this.timers.nowMs();
    this.takenBackAtMs = this.takenBackAtMs.filter((atMs) => nowMs - atMs < TAKE_BACK_WINDOW_MS);
    if (this.takenBackAtMs.length >= TAKE_BACKS_MAX) return false;
    this.takenBackAtMs.push(nowMs);
    return true;
  }
}
