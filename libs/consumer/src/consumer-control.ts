import { ProblemException } from '@backlay/service';
import { messageOf, StreamServer, SYSTEM_TIMERS } from '@backlay/transport';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ConsumerLease } from './consumer-lease.js';

/** Giving the lease up must not hold up a stop: it runs out by itself. */
const RELEASE_TIMEOUT_MS = 1_000;
/** Between two attempts to begin again, in ms. */
const RESTART_DELAY_MS = 500;

/** Stands the consumer by when its lease is lost, begins again when an operator says so, and stops it at the end of the app. */
@Injectable()
export class ConsumerControl implements OnModuleDestroy {
  readonly #server: StreamServer;
  readonly #lease: ConsumerLease;
  readonly #logger = new Logger('Consumer');
  readonly #closing = new AbortController();
  #restarting: Promise<void> | undefined;

  constructor(server: StreamServer, lease: ConsumerLease) {
    this.#server = server;
    this.#lease = lease;
    lease.onLost = () => server.reopen();
  }

  /**
   * The operator's retry of a halted consumer: begins again at the checkpoint.
   * @throws ProblemException when it is not halted
   */
  async resume(): Promise<void> {
    const status = this.#server.state()[0]?.status ?? 'not started';
    if (status !== 'halted') {
      throw new ProblemException({
        status: 409,
        code: 'CONSUMER_NOT_HALTED',
        detail: `The consumer is ${status}; only a halted one has to be resumed.`,
      });
    }
    this.#logger.log('resumed by an operator');
    await this.#restart();
  }

  /** What is in hand is committed and acknowledged, then a standby may go on at once. */
  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#restarting;
    await this.#server.close();
    const released = new AbortController();
    const release = this.#lease.release().finally(() => released.abort());
    await Promise.race([release, SYSTEM_TIMERS.delay(RELEASE_TIMEOUT_MS, released.signal)]);
  }

  #restart(): Promise<void> {
    this.#restarting ??= this.#beginAgain().finally(() => (this.#restarting = undefined));
    return this.#restarting;
  }

  async #beginAgain(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#server.close();
      const error = await new Promise<unknown>((resolve) => void this.#server.listen(resolve));
      if (error === undefined) return;
      this.#logger.warn(`cannot begin again yet: ${messageOf(error)}`);
      await SYSTEM_TIMERS.delay(RESTART_DELAY_MS, this.#closing.signal);
    }
  }
}
