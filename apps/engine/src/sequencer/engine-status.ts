import { ProblemError } from '../http/problem.js';

/** Where the engine is in its life: it takes commands in `READY` only. */
export type EnginePhase = (typeof ENGINE_PHASES)[number];

export const ENGINE_PHASES = ['STARTING', 'READY', 'STOPPING', 'FENCED', 'FAILED'] as const;

/** The engine's phase and, when it is not `READY`, why. */
export class EngineStatus {
  #phase: EnginePhase = 'STARTING';
  #reason = 'the event log is being replayed';

  get phase(): EnginePhase {
    return this.#phase;
  }

  /** Empty when the engine is ready. */
  get reason(): string {
    return this.#reason;
  }

  /** The log is replayed. */
  becomeReady(): void {
    if (this.#phase === 'STARTING') this.#enter('READY', '');
  }

  /** No more commands; what is in flight is answered. */
  beginStopping(): void {
    if (!this.#isFinal()) this.#enter('STOPPING', 'the engine was told to stop');
  }

  /**
   * The stream belongs to another engine, or to another log: what this one answers would never reach a consumer. Final
   * until a restart.
   */
  fence(reason: string): void {
    if (!this.#isFinal()) this.#enter('FENCED', reason);
  }

  /** The log cannot be written any more: final until a restart. */
  fail(reason: string): void {
    if (this.#phase !== 'FAILED') this.#enter('FAILED', reason);
  }

  /** @throws ProblemError unless commands are taken */
  assertTakesCommands(): void {
    if (this.#phase === 'READY') return;
    throw this.#refusal();
  }

  /** @throws ProblemError while there is no state to read yet */
  assertReadable(): void {
    if (this.#phase === 'STARTING') throw this.#refusal();
  }

  #isFinal(): boolean {
    return this.#phase === 'FENCED' || this.#phase === 'FAILED';
  }

  #enter(phase: EnginePhase, reason: string): void {
    this.#phase = phase;
    this.#reason = reason;
  }

  #refusal(): ProblemError {
    switch (this.#phase) {
      case 'STARTING':
        return new ProblemError('ENGINE_STARTING', 'The engine is replaying its log.');
      case 'STOPPING':
        return new ProblemError('ENGINE_STOPPING', 'The engine takes no more commands.');
      case 'FENCED':
        return new ProblemError('ENGINE_FENCED', `The engine takes no more commands: ${this.#reason}.`);
      default:
        return new ProblemError('LOG_FAILED', `The engine takes no more commands: ${this.#reason}.`);
    }
  }
}
