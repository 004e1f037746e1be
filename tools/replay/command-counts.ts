/** What was sent to the engine and what became of it. */
export class CommandCounts {
  placed = 0;
  cancelled = 0;
  /** Market commands: create, open, suspend, resume, remove, turn in-play, close, settle ... */
  market = 0;
  trades = 0;
  /** Orders that had to wait for the bet delay. */
  delayed = 0;
  /** Orders that the engine has taken out by itself. */
  readonly lapsed = { REMOVAL: 0, TURN_IN_PLAY: 0, SUSPENSION: 0, CLOSE: 0 };
  readonly refusedByReason = new Map<string, number>();

  get sent(): number {
    return this.placed + this.cancelled + this.market;
  }

  get refused(): number {
    return [...this.refusedByReason.values()].reduce((sum, count) => sum + count, 0);
  }

  noteRefusal(code: string): void {
    this.refusedByReason.set(code, (this.refusedByReason.get(code) ?? 0) + 1);
  }
}
