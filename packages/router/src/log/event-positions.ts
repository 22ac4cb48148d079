/** What tells one event from every other. */
export interface EventIdentity {
  readonly source: string;
  readonly id: string;
}

/** At which positions events stand. Two maps in one another: a key put together of both texts would cost more than either. */
export class EventPositions {
  readonly #bySource = new Map<string, Map<string, number>>();

  get({ source, id }: EventIdentity): number | undefined {
    return this.#bySource.get(source)?.get(id);
  }

  set({ source, id }: EventIdentity, position: number): void {
    let positions = this.#bySource.get(source);
    if (!positions) {
      positions = new Map();
      this.#bySource.set(source, positions);
    }
    positions.set(id, position);
  }

  delete({ source, id }: EventIdentity): void {
    const positions = this.#bySource.get(source);
    positions?.delete(id);
    if (positions?.size === 0) this.#bySource.delete(source);
  }
}
