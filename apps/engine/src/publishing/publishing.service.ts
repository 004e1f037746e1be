import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { eventStreamKey } from '@backlay/contracts';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { EventLogService } from '../event-log/event-log.service.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { PublishTimes } from './publish-times.js';
import { Publisher, type PublisherStatus } from './publisher.js';

const OFF: PublisherStatus = {
  state: 'OFF',
  publishedSequence: null,
  reason: 'consumers follow the log files themselves (BACKBONE=log)',
  consumers: { groups: [], missingGroups: [], entriesTrimmed: 0 },
};

/** A Redis that does not answer for so long at the start is away; the engine does without it, in ms. */
const FIRST_LOOK_MS_MAX = 1_000;

/** Runs the publisher when Redis is the backbone. */
@Injectable()
export class PublishingService implements OnApplicationShutdown {
  readonly times = new PublishTimes();
  #publisher: Publisher | undefined;

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    private readonly log: EventLogService,
    private readonly engine: EngineStatus,
  ) {}

  get status(): PublisherStatus {
    return (
      this.#publisher?.status ??
      (this.config.backbone === 'log' ? OFF : { ...OFF, reason: 'not started yet' })
    );
  }

  /** Every group of the stream has everything up to here: an emptied stream is filled from behind it. */
  get floorSequence(): number {
    return this.#publisher?.floorSequence ?? 0;
  }

  /**
   * Begins publishing. The log must be open: its epoch is the publisher's. Resolves when the stream was looked at, or does not
   * answer for a while: an engine whose stream belongs to another one should know before it takes its first command.
   */
  async start(): Promise<void> {
    const { backbone, redisUrl, logDirectory, shard, streamGroups, streamRetentionCommands } = this.config;
    if (backbone !== 'redis' || redisUrl === undefined || this.#publisher !== undefined) return;
    this.#publisher = new Publisher({
      directory: logDirectory,
      epoch: this.log.epoch,
      stream: { redis: redisUrl, stream: eventStreamKey(shard) },
      trim: { requiredGroups: streamGroups, keepSequences: streamRetentionCommands },
      onFenced: (reason) => this.engine.fence(reason),
      onPublished: (lastSequence) => this.times.published(lastSequence),
    });
    this.log.onDurable((sequence) => this.times.durable(sequence));
    this.#publisher.start();
    await this.#publisher.looked(FIRST_LOOK_MS_MAX);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#publisher?.stop();
  }
}
