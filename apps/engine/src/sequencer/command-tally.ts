import { CommandKind, RejectReason } from '@backlay/matcher';

const KINDS = Object.values(CommandKind).filter((value) => typeof value === 'number');
const REASONS = Object.values(RejectReason).filter((value) => typeof value === 'number');
const REASON_COUNT = Math.max(...REASONS) + 1;

/** How often a command was executed with an outcome. */
export interface TalliedOutcome {
  /** Such as `PlaceOrder`. */
  readonly command: string;
  /** `None` when it was accepted. */
  readonly reason: string;
  readonly count: number;
}

/** Counts commands by what they wanted and what became of them: one addition for each. */
export class CommandTally {
  readonly #counts = new Float64Array((Math.max(...KINDS) + 1) * REASON_COUNT);

  count(kind: CommandKind, reason: RejectReason): void {
    this.#counts[kind * REASON_COUNT + reason]! += 1;
  }

  /** Since the start, without the replay; what never happened is left out. */
  outcomes(): readonly TalliedOutcome[] {
    const outcomes: TalliedOutcome[] = [];
    for (const kind of KINDS) {
      for (const reason of REASONS) {
        const count = this.#counts[kind * REASON_COUNT + reason]!;
        if (count > 0) outcomes.push({ command: CommandKind[kind], reason: RejectReason[reason], count });
      }
    }
    return outcomes;
  }
}
