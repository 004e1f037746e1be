import { join } from 'node:path';
import type { MessageHandler } from '@nestjs/microservices';
import type { DeadLetters } from './dead-letters.js';
import { StreamConfigurationError } from './errors.js';
import { FileDeadLetters } from './event-log.dead-letters.js';
import { EventLogRangeSource } from './event-log.range-source.js';
import type { LogStorage } from './log-storage.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { StreamServer, type StreamServerOptions } from './stream-server.js';

/** `transportId` of the event log strategy: `@EventPattern('x', EVENT_LOG)` binds to it only. */
export const EVENT_LOG = Symbol('EVENT_LOG');

/** One event log to follow. */
export interface FollowedLog {
  /** The name that handlers and states show for it. */
  readonly stream: string;
  readonly directory: string;
}

export interface EventLogServerOptions extends StreamServerOptions {
  readonly logs: readonly FollowedLog[];
  /** How often a follower that has read everything looks for more, in ms. Default 5. */
  readonly followIntervalMs?: number;
  /** What the logs lie on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
  /** Where the failure decision `skip` keeps dead letters. Default: `dead-letters` beside the directory of the log. */
  readonly deadLettersDirectory?: string;
}

/**
 * Feeds Nest handlers from event logs on this machine, written by this process or another.
 *
 * A group's acknowledged position is kept in a small file inside the log's directory. Two servers must not use the same
 * group on the same log at the same time. There are no requests on a log: a `@MessagePattern` handler that is not bound
 * to another transport makes `listen` fail.
 */
export class EventLogServer extends StreamServer {
  override readonly transportId: symbol = EVENT_LOG;
  private sourcesOfLogs: EventLogRangeSource[] = [];

  constructor(private readonly options: EventLogServerOptions) {
    super(options);
    if (options.logs.length === 0)
      throw new StreamConfigurationError('an EventLogServer needs at least one log');
  }

  /** The readers, in the order of `logs`. @throws Error before `listen()` */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is Nest's
  override unwrap<T>(): T {
    if (this.sourcesOfLogs.length === 0)
      throw new Error('call listen() before unwrap(): nothing is open yet');
    return this.sourcesOfLogs.map((source) => source.reader) as T;
  }

  protected override createSources(_listener: (stream: string) => RangeSourceListener): RangeSource[] {
    const { group } = this.consumerOptions;
    const { followIntervalMs, timers, storage } = this.options;
    this.sourcesOfLogs = this.options.logs.map(
      (log) => new EventLogRangeSource({ ...log, group, followIntervalMs, timers, storage }),
    );
    return this.sourcesOfLogs;
  }

  protected override createDeadLetters(stream: string): DeadLetters {
    const { deadLettersDirectory, logs, storage } = this.options;
    const beside = join(logs.find((log) => log.stream === stream)?.directory ?? '.', '..', 'dead-letters');
    const directory = deadLettersDirectory ?? beside;
    return new FileDeadLetters({ directory, stream, group: this.consumerOptions.group, storage });
  }

  protected override startRequests(handlers: ReadonlyMap<string, MessageHandler>): Promise<void> {
    const [pattern] = handlers.keys();
    if (pattern === undefined) return Promise.resolve();
    return Promise.reject(
      new StreamConfigurationError(
        `@MessagePattern("${pattern}"): an event log carries no requests; bind the handler to another transport ` +
          '(second argument of the decorator)',
      ),
    );
  }

  protected override stopRequests(): Promise<void> {
    return Promise.resolve();
  }
}
