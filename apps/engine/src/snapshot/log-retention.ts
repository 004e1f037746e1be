import { followerPositions, type LogStorage } from '@backlay/transport';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { FirstAnswers } from '../answers/first-answers.js';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG, LOG_STORAGE } from '../engine-config.module.js';
import { EventLogService } from '../event-log/event-log.service.js';
import { PublishingService } from '../publishing/publishing.service.js';
import { Sequencer } from '../sequencer/sequencer.js';

/** Whoever still needs the log, and from behind which sequence on. */
interface Need {
  readonly who: string;
  readonly behind: number;
}

/**
 * Removes the oldest files of the log when LOG_RETENTION allows it. Nothing goes that a start, the publisher, a follower or
 * the answer to a retry still needs: the oldest of their positions decides.
 */
@Injectable()
export class LogRetention {
  readonly #logger = new Logger(LogRetention.name);

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    @Inject(LOG_STORAGE) private readonly storage: LogStorage,
    private readonly log: EventLogService,
    private readonly sequencer: Sequencer,
    private readonly publishing: PublishingService,
    private readonly firstAnswers: FirstAnswers,
  ) {}

  /**
   * Removes what nobody needs. A failure is logged: the log is then only longer than it must be.
   * @param oldestSnapshot sequence of the oldest snapshot that is kept
   */
  async apply(oldestSnapshot: number): Promise<void> {
    const { logRetentionCommands } = this.config;
    if (logRetentionCommands === undefined) return;
    try {
      const needs = await this.#needs(oldestSnapshot, logRetentionCommands);
      const first = needs.reduce((least, need) => (need.behind < least.behind ? need : least));
      const removed = first.behind > 0 ? await this.log.removeUpTo(first.behind) : 0;
      if (removed > 0)
        this.#logger.log(
          `removed ${removed} files of the log: ${first.who} needs what is behind ${first.behind}`,
        );
    } catch (error) {
      this.#logger.error(
        `removing old files of the log failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async #needs(oldestSnapshot: number, logRetentionCommands: number): Promise<Need[]> {
    const { backbone, logDirectory } = this.config;
    const oldestAnswer = this.firstAnswers.index.oldestNeededSequence ?? Infinity;
    const followers = await followerPositions(logDirectory, this.storage);
    // Not what is published: a stream that is lost begins again behind what all its groups have.
    const acknowledged = backbone === 'redis' ? this.publishing.floorSequence : Infinity;
    return [
      // The record of its own sequence stays, too: it says whether the snapshot is of this log.
      { who: 'the oldest snapshot', behind: oldestSnapshot - 1 },
      { who: 'LOG_RETENTION', behind: this.sequencer.durableSequence - logRetentionCommands },
      { who: 'the first answer to a commandId', behind: oldestAnswer - 1 },
      { who: 'the slowest group of the stream', behind: acknowledged },
      ...followers.map(({ group, sequence }) => ({ who: `the consumer group ${group}`, behind: sequence })),
    ];
  }
}
