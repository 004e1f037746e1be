/** Notices that nothing was heard for too long. */
export class Silence {
  #limitMs = 0;
  #heardAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param tooLong is called once; then it has to be watched for anew */
  constructor(private readonly tooLong: () => void) {}

  watch(limitMs: number): void {
    this.#limitMs = limitMs;
    this.broken();
    this.#wait(limitMs);
  }

  /** Something was heard. Cheap: the timer looks at the time only when it ends. */
  broken(): void {
    this.#heardAt = performance.now();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const leftMs = this.#limitMs - (performance.now() - this.#heardAt);
      if (leftMs > 0) this.#wait(leftMs);
      else this.tooLong();
    }, ms);
  }
}
