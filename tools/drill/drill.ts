import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FAULTS } from './faults/all-faults.js';
import type { Fault } from './faults/fault.js';
import type { DrillOptions } from './options.js';
import { isClean, type DrillReport, type SkippedFault } from './report.js';
import { runRound, type RoundResult } from './round.js';
import { Trial } from './trial.js';

/** A system whose clients have sent so much is replaced by a fresh one: each comparison looks at everything. */
const COMMANDS_PER_TRIAL_MAX = 300_000;

/** The short form does not wait for the lease of real life, in ms. */
const SHORT_LEASE_MS = 2_000;

/** Runs the rounds one after the other, on one system as long as it recovers, on a fresh one otherwise. */
export class Drill {
  private readonly rounds: RoundResult[] = [];
  private readonly skipped: SkippedFault[] = [];
  private readonly complaints: string[] = [];
  private readonly folders: string[] = [];
  private trial: Trial | undefined;
  private isAborted = false;

  /** @param say is told what happens */
  constructor(
    private readonly options: DrillOptions,
    private readonly say: (line: string) => void,
  ) {}

  async run(): Promise<DrillReport> {
    try {
      for (const fault of this.options.faults) {
        if (this.isAborted) break;
        // The same moments for a fault, whichever others are tried.
        await this.round(fault, this.options.seed + ALL_FAULTS.indexOf(fault));
      }
      await this.finishTrial();
    } catch (error) {
      if (!this.isAborted) this.complaints.push(error instanceof Error ? error.message : String(error));
    } finally {
      await this.trial?.kill();
    }
    const { rounds, skipped, complaints, folders } = this;
    return { seed: this.options.seed, rounds, skipped, complaints, folders };
  }

  /** Ends all processes at once; `run` returns soon. */
  async abort(): Promise<void> {
    this.isAborted = true;
    this.complaints.push('ended before all was done');
    await this.trial?.kill();
  }

  private async round(fault: Fault, seed: number): Promise<void> {
    const { options } = this;
    const trial = await this.currentTrial();
    if (this.isAborted) return;
    const why = fault.impossible?.(trial);
    if (why !== undefined) {
      this.skipped.push({ fault: fault.name, why });
      this.say(`${fault.name}: skipped, ${why}`);
      return;
    }
    const times = options.times ?? (options.isShort ? fault.times.short : fault.times.full);
    const { isShort, outageCommands } = options;
    this.say(`${fault.name} (${fault.what}), ${times} times ...`);
    const result = await runRound(trial, fault, { times, seed, isShort, outageCommands });
    this.rounds.push(result);
    for (const text of [...result.notes, ...result.complaints]) this.say(`  ${text}`);
    if (result.complaints.length > 0) await this.abandonTrial();
    else if (trial.ledger.answered > COMMANDS_PER_TRIAL_MAX) await this.finishTrial();
  }

  private async currentTrial(): Promise<Trial> {
    if (this.trial !== undefined) return this.trial;
    const folder = mkdtempSync(join(tmpdir(), 'backlay-drill-'));
    this.folders.push(folder);
    const { isShort, seed, clients, ratePerSecond, backbone } = this.options;
    const consumerLeaseMs = isShort ? SHORT_LEASE_MS : undefined;
    this.trial = await Trial.start({ folder, seed, clients, ratePerSecond, backbone, consumerLeaseMs });
    return this.trial;
  }

  /** What went wrong may still go wrong: the next round begins on a fresh system. The folder stays. */
  private async abandonTrial(): Promise<void> {
    const { trial } = this;
    this.trial = undefined;
    await trial?.kill();
  }

  private async finishTrial(): Promise<void> {
    const { trial } = this;
    if (trial === undefined) return;
    this.trial = undefined;
    const complaints = await trial.stop();
    this.complaints.push(...complaints);
    if (
      this.options.isKept ||
      complaints.length > 0 ||
      !isClean({ rounds: this.rounds, complaints: this.complaints })
    )
      return;
    rmSync(trial.options.folder, { recursive: true, force: true });
    this.folders.splice(this.folders.indexOf(trial.options.folder), 1);
  }
}
