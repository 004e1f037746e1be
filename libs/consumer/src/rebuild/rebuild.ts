import { setTimeout as delay } from 'node:timers/promises';
import { LiveSchema } from './live-schema.js';
import { LogEvents } from './log-events.js';
import { RebuildError } from './rebuild-error.js';
import {
  REBUILD_EVENTS_PER_BATCH,
  type RebuildOptions,
  type RebuildProgress,
  type RebuildReport,
  type TableComparison,
} from './rebuild-options.js';
import { RebuiltSchema } from './rebuilt-schema.js';
import { formerSchemaOf } from './schemas.js';
import { dropFormer, swapSchemas } from './swap.js';
import { compareDigests, digestsOf } from './table-digests.js';

/** The new tables count as caught up when they are so few sequences behind; the rest is done with the consumer waiting. */
const NEAR_SEQUENCES = 20_000;
/** How often to run after a consumer that goes on, before the last steps are made all the same. */
const CATCH_UP_ROUNDS = 20;
/** How long the consumer may be kept waiting for the last events, ms. */
const LOCKED_CATCH_UP_MS = 5_000;
const SWAP_ATTEMPTS = 10;
const SWAP_INTERVAL_MS = 500;

/**
 * Rebuilds all tables of an app from the event log, beside the live ones, compares both at one sequence, and puts the new
 * ones in the place of the live ones while these serve. Whenever it ends, and however: either the former tables are in
 * place, or the new ones, whole.
 *
 * The comparison sees the live tables as of one moment, so nobody waits for it. What is applied behind that moment comes
 * from the log by the same code on both sides and is not compared again.
 *
 * @throws RebuildError when it is refused or given up
 */
export async function rebuildSchema(options: RebuildOptions): Promise<RebuildReport> {
  const live = await LiveSchema.claim(options);
  try {
    await live.dropLeftovers();
    const log = await LogEvents.open(options.logDirectory, options.shard);
    try {
      log.lastSequence();
      const rebuilt = await RebuiltSchema.create(options);
      try {
        return await new Rebuild(options, { live, log, rebuilt }).run();
      } catch (error) {
        // The next rebuild would do it, too; when the server is gone, that one will.
        await rebuilt.drop().catch(() => undefined);
        throw error;
      } finally {
        await rebuilt.close();
      }
    } finally {
      await log.close();
    }
  } finally {
    await live.close();
  }
}

class Rebuild {
  readonly #options: RebuildOptions;
  readonly #live: LiveSchema;
  readonly #log: LogEvents;
  readonly #rebuilt: RebuiltSchema;
  #target = 0;
  #fillMs = 0;

  constructor(
    options: RebuildOptions,
    parts: { readonly live: LiveSchema; readonly log: LogEvents; readonly rebuilt: RebuiltSchema },
  ) {
    this.#options = options;
    this.#live = parts.live;
    this.#log = parts.log;
    this.#rebuilt = parts.rebuilt;
  }

  async run(): Promise<RebuildReport> {
    await this.#catchUpNearly();
    this.#tell('indexing');
    await this.#rebuilt.complete();
    await this.#catchUpNearly();
    const position = await this.#live.position();
    if (position === undefined || position.sequence < this.#rebuilt.sequence) {
      return this.#finish('not-compared', { tables: [], sequence: 0 });
    }
    const compared = await this.#compare();
    const isEqual = compared.tables.every((table) => table.isEqual);
    return this.#finish(isEqual ? 'equal' : 'different', compared);
  }

  async #finish(outcome: RebuildReport['outcome'], compared: Comparison): Promise<RebuildReport> {
    const { mode } = this.#options;
    const notes = await this.#notes();
    const report = { outcome, comparedSequence: compared.sequence, tables: compared.tables, notes };
    const isWanted = mode === 'replace' || (mode === 'swap-if-equal' && outcome !== 'different');
    if (isWanted) {
      const lockedMs = await this.#swap();
      const trouble = await dropFormer(this.#live);
      const former = formerSchemaOf(this.#live.name);
      if (trouble !== undefined) notes.push(`The former tables are still in ${former}: ${trouble}.`);
      const keptSchema = trouble === undefined ? undefined : former;
      return { ...report, ...this.#figures(), isSwapped: true, lockedMs, keptSchema };
    }
    const keptSchema = outcome === 'different' ? this.#rebuilt.name : undefined;
    if (keptSchema === undefined) await this.#rebuilt.drop();
    return { ...report, ...this.#figures(), isSwapped: false, lockedMs: 0, keptSchema };
  }

  async #notes(): Promise<string[]> {
    const skipped = await this.#live.skippedCount();
    if (skipped === 0) return [];
    return [
      `The live tables lack ${skipped} ranges that the consumer put aside (npm run dead-letters); the rebuilt ones have them.`,
    ];
  }

  #figures(): Pick<RebuildReport, 'sequence' | 'events' | 'fillMs'> {
    const { sequence, events } = this.#rebuilt;
    return { sequence, events, fillMs: this.#fillMs };
  }

  async #compare(): Promise<Comparison> {
    return this.#live.snapshot(async ({ sequence }) => {
      await this.#fill(this.#targetFor(sequence));
      this.#tell('comparing');
      const [live, rebuilt] = await Promise.all([
        digestsOf(this.#live.session, this.#live.name),
        digestsOf(this.#rebuilt.session, this.#rebuilt.name),
      ]);
      return { sequence, tables: compareDigests(live, rebuilt) };
    });
  }

  async #swap(): Promise<number> {
    const parts = { live: this.#live, rebuilt: this.#rebuilt };
    for (let attempt = 1; attempt <= SWAP_ATTEMPTS; attempt++) {
      await this.#catchUpNearly();
      this.#tell('swapping');
      const lockedMs = await swapSchemas(parts, this.#options, async (position) => {
        const deadline = performance.now() + LOCKED_CATCH_UP_MS;
        return this.#fill(this.#targetFor(position?.sequence), deadline);
      });
      if (lockedMs !== undefined) return lockedMs;
      await delay(SWAP_INTERVAL_MS);
    }
    throw new RebuildError(
      `The consumer of ${this.#live.name} could not be brought to a short stop in ${SWAP_ATTEMPTS} attempts: ` +
        'its transactions take too long, or events come faster than they are applied here. The live tables serve on; try again later.',
    );
  }

  /** Applies everything up to where the live tables are, as long as they run away. */
  async #catchUpNearly(): Promise<void> {
    for (let round = 1; round <= CATCH_UP_ROUNDS; round++) {
      const target = this.#targetFor((await this.#live.position())?.sequence);
      if (round > 1 && target - this.#rebuilt.sequence < NEAR_SEQUENCES) return;
      await this.#fill(target);
    }
  }

  /**
   * The sequence to go to: that of the live tables, or without rows in them the end of the log. New tables that are ahead
   * of the live ones (somebody has just begun to fill these) stay there: what comes again is found applied.
   */
  #targetFor(liveSequence: number | undefined): number {
    const last = this.#log.lastSequence();
    if (liveSequence === undefined) return last;
    if (liveSequence > last) {
      throw new RebuildError(
        `The live tables in ${this.#live.name} go up to sequence ${liveSequence}, the event log in ` +
          `${this.#options.logDirectory} ends with ${last}: they were not made from this log, or it has lost its end.`,
      );
    }
    return Math.max(liveSequence, this.#rebuilt.sequence);
  }

  /** @returns whether the target was reached before the deadline (on the clock of `performance`) */
  async #fill(target: number, deadline = Infinity): Promise<boolean> {
    const startedAt = performance.now();
    const { eventsPerBatch = REBUILD_EVENTS_PER_BATCH } = this.#options;
    this.#target = target;
    let ahead = this.#log.next(target, eventsPerBatch);
    let isLate = false;
    for (let range = await ahead; range !== undefined && !isLate; range = await ahead) {
      isLate = performance.now() > deadline;
      // The next events are read and decoded while PostgreSQL works on these.
      ahead = isLate ? Promise.resolve(undefined) : this.#log.next(target, eventsPerBatch);
      ahead.catch(() => undefined);
      await this.#rebuilt.apply(range);
      this.#tell('filling');
    }
    this.#fillMs += performance.now() - startedAt;
    if (isLate || this.#rebuilt.sequence === target) return this.#rebuilt.sequence === target;
    throw new RebuildError(
      `The event log gave nothing behind sequence ${this.#rebuilt.sequence}, expected was ${target}.`,
    );
  }

  #tell(step: RebuildProgress['step']): void {
    const { sequence, events } = this.#rebuilt;
    this.#options.onProgress?.({ step, sequence, targetSequence: this.#target, events });
  }
}

interface Comparison {
  readonly sequence: number;
  readonly tables: readonly TableComparison[];
}
