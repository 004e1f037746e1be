import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { eventStreamKey } from '@backlay/contracts';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { EventLogService } from '../event-log/event-log.service.js';
import { Publisher, type PublisherStatus } from './publisher.js';

const OFF: PublisherStatus = {
  state: 'OFF',
  publishedSequence: null,
  reason: 'consumers follow the log files themselves (BACKBONE=log)',
};

/** Runs the publisher when Redis is the backbone. */
@Injectable()
export class PublishingService implements OnApplicationShutdown {
  #publisher: Publisher | undefined;

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    private readonly log: EventLogService,
  ) {}

  get status(): PublisherStatus {
    return (
      this.#publisher?.status ??
      (this.config.backbone === 'log' ? OFF : { ...OFF, reason: 'not started yet' })
    );
  }

  /** Begins publishing. The log must be open: its epoch is the publisher's. */
  start(): void {
    const { backbone, redisUrl, logDirectory, shard } = this.config;
    if (backbone !== 'redis' || redisUrl === undefined || this.#publisher !== undefined) return;
    this.#publisher = new Publisher({
      directory: logDirectory,
      epoch: this.log.epoch,
      stream: { redis: redisUrl, stream: eventStreamKey(shard) },
    });
    this.#publisher.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#publisher?.stop();
  }
}
