import { Random } from '../simulate/random.js';
import type { Fault } from './faults/fault.js';
import type { Trial } from './trial.js';

export interface RoundOptions {
  readonly times: number;
  readonly seed: number;
  readonly isShort: boolean;
  readonly outageCommands: number;
}

/** What one fault did, over all its strikes. */
export interface RoundResult {
  readonly fault: string;
  readonly what: string;
  readonly times: number;
  /** Commands answered during the round. */
  readonly answered: number;
  /** Requests that had to be sent again. */
  readonly retries: number;
  readonly lost: number;
  readonly doubled: number;
  readonly other: number;
  /** From the end of the fault until what was hit was ready, in ms, by strike. */
  readonly readyMs: readonly number[];
  /** From the end of the fault until both consumers had applied everything, in ms, by strike. */
  readonly caughtUpMs: readonly number[];
  /** Differences in words, and what kept the system from recovering. */
  readonly complaints: readonly string[];
  readonly notes: readonly string[];
}

/** Lets a fault strike a system under load, so many times, and compares afterwards. Never throws: it tells. */
export async function runRound(trial: Trial, fault: Fault, options: RoundOptions): Promise<RoundResult> {
  const round = new Round(trial, fault, options);
  try {
    await round.run();
  } catch (error) {
    round.complaints.push(`not recovered: ${error instanceof Error ? error.message : String(error)}`);
  }
  return round.result();
}

class Round {
  readonly complaints: string[] = [];
  private readonly notes: string[] = [];
  private readonly readyMs: number[] = [];
  private readonly caughtUpMs: number[] = [];
  private readonly random: Random;
  private readonly answeredBefore: number;
  private readonly retriesBefore: number;
  private differences = { lost: 0, doubled: 0, other: 0 };

  constructor(
    private readonly trial: Trial,
    private readonly fault: Fault,
    private readonly options: RoundOptions,
  ) {
    this.random = new Random(options.seed);
    this.answeredBefore = trial.ledger.answered;
    this.retriesBefore = trial.ledger.retries;
  }

  async run(): Promise<void> {
    const { trial, fault } = this;
    trial.load.start();
    try {
      await fault.prepare?.(trial);
      for (let time = 0; time < this.options.times; time += 1) await this.strike();
    } finally {
      await fault.tidy?.(trial);
    }
    const differences = await trial.compare();
    this.differences = differences;
    this.complaints.push(...differences.told);
  }

  result(): RoundResult {
    const { fault, trial, differences } = this;
    return {
      fault: fault.name,
      what: fault.what,
      times: this.readyMs.length,
      answered: trial.ledger.answered - this.answeredBefore,
      retries: trial.ledger.retries - this.retriesBefore,
      lost: differences.lost,
      doubled: differences.doubled,
      other: differences.other,
      readyMs: this.readyMs,
      caughtUpMs: this.caughtUpMs,
      complaints: this.complaints,
      notes: this.notes,
    };
  }

  private async strike(): Promise<void> {
    const { trial, fault, options, random } = this;
    await trial.loadOn();
    let recoveringAt = performance.now();
    await fault.strike(trial, {
      random,
      isShort: options.isShort,
      outageCommands: options.outageCommands,
      recovering: () => {
        recoveringAt = performance.now();
      },
      note: (text) => this.notes.push(text),
    });
    this.readyMs.push(performance.now() - recoveringAt);
    await trial.caughtUp();
    this.caughtUpMs.push(performance.now() - recoveringAt);
  }
}
