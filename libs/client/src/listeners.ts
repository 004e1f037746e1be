/** Who wants to be told. A listener that throws does not keep the others, or the feed, from going on. */
export class Listeners<Arguments extends readonly unknown[]> {
  readonly #listeners = new Set<(...told: Arguments) => void>();

  /** @returns its removal */
  add(listener: (...told: Arguments) => void): () => void {
    // A function of its own: the same listener may be added twice and removed once.
    const added = (...told: Arguments): void => listener(...told);
    this.#listeners.add(added);
    return () => this.#listeners.delete(added);
  }

  tell(...told: Arguments): void {
    for (const listener of this.#listeners) {
      try {
        listener(...told);
      } catch (error) {
        // To where uncaught errors go: it is the listener's fault, and must be seen.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
