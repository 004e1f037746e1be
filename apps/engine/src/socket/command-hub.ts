import type { SocketCloseReason } from '@backlay/contracts';
import { ConnectionCounts, Doorkeeper, KeyRing } from '@backlay/service';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { IntakeGate } from '../http/intake-gate.js';
import { RefusedRequests } from '../http/refused-requests.js';
import type { Answer } from '../sequencer/answer.js';
import { CommandDesk } from '../sequencer/command-desk.js';
import { Sequencer } from '../sequencer/sequencer.js';
import type { AnswerLine } from './answer-line.js';
import { BodyChecks } from './body-checks.js';
import { CHECK_INTERVAL_MS } from './bounds.js';
import { CommandSession, type LetIn, type SessionHost } from './command-session.js';
import { FrameBuffers } from './frame-buffer.js';
import { WaitingAnswers } from './waiting-answers.js';

/** All connections that bring commands: gives each its answers, those of one commit in one write. */
@Injectable()
export class CommandHub implements SessionHost, OnModuleDestroy {
  readonly doorkeeper: Doorkeeper;
  /** What answers are written into, of all connections. */
  readonly frameBuffers = new FrameBuffers();
  readonly #sessions = new Set<CommandSession>();
  readonly #waiting: WaitingAnswers;
  #checks: BodyChecks | undefined;
  /** Sessions that have something to flush. */
  #awake: CommandSession[] = [];
  #isFlushSet = false;
  #ticker: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;
  readonly #cuts = new Map<SocketCloseReason, number>();

  constructor(
    readonly keyRing: KeyRing,
    readonly gate: IntakeGate,
    readonly refused: RefusedRequests,
    readonly desk: CommandDesk,
    private readonly sequencer: Sequencer,
    private readonly connections: ConnectionCounts,
    private readonly adapterHost: HttpAdapterHost,
  ) {
    this.doorkeeper = new Doorkeeper(keyRing);
    this.#waiting = new WaitingAnswers(gate.times, () => this.#flush());
    sequencer.listen(this.#waiting);
  }

  /** Made for the first connection: then the server listens. */
  get checks(): BodyChecks {
    this.#checks ??= new BodyChecks(this.adapterHost.httpAdapter.getInstance<FastifyInstance>());
    return this.#checks;
  }

  /** Connections that are open. */
  get count(): number {
    return this.#sessions.size;
  }

  /** Connections that were ended since the start, by reason. */
  get cuts(): ReadonlyMap<SocketCloseReason, number> {
    return this.#cuts;
  }

  /** @returns undefined when there are too many: nothing was taken */
  open(line: AnswerLine): CommandSession | undefined {
    if (!this.connections.take()) {
      this.#count('RATE_LIMITED');
      return undefined;
    }
    const session = new CommandSession(line, this, performance.now());
    this.#sessions.add(session);
    this.#ticker ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
    return session;
  }

  admit(session: CommandSession, keyId: string): boolean {
    return this.connections.admit(session, keyId);
  }

  answerWhenDurable(message: LetIn, answer: Answer): void {
    this.#waiting.add(message, answer, this.sequencer.durableSequence);
  }

  wake(session: CommandSession): void {
    this.#awake.push(session);
    if (this.#isFlushSet) return;
    this.#isFlushSet = true;
    // Later, so that all that is said in this turn of the event loop goes out together.
    setImmediate(() => {
      this.#isFlushSet = false;
      this.#flush();
    });
  }

  ended(_session: CommandSession, reason: SocketCloseReason): void {
    this.#count(reason);
  }

  left(session: CommandSession): void {
    this.#sessions.delete(session);
    this.connections.give(session);
    if (this.#sessions.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
    this.#whenEmpty?.();
  }

  /** The engine stops: resolves when everything in flight was answered and all connections are closed. */
  async onModuleDestroy(): Promise<void> {
    if (this.#sessions.size === 0) return;
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    for (const session of this.#sessions) session.close('STOPPING');
    await empty;
  }

  #check(): void {
    const nowMs = performance.now();
    for (const session of this.#sessions) session.check(nowMs);
  }

  #flush(): void {
    const awake = this.#awake;
    this.#awake = [];
    for (const session of awake) session.flush();
  }

  #count(reason: SocketCloseReason): void {
    this.#cuts.set(reason, (this.#cuts.get(reason) ?? 0) + 1);
  }
}
