/** Hands things over to one who takes them one by one, and keeps only so many. */
export interface ChangeBuffer<Change> extends AsyncIterableIterator<Change> {
  /** Adds a thing; where there is no room, it and all that waits is dropped and counted, and so is what follows. */
  push(change: Change): void;
  /** How many were dropped since this was last asked; once it was, there is room again. */
  takeDropped(): number;
  /** Nothing more comes; what waits is still handed over. */
  end(error?: unknown): void;
}

/**
 * @param weigh how many a thing counts for when it is dropped.
 * @param onReturn called when whoever takes does not want any more or all was handed over.
 */
export const createChangeBuffer = <Change>(
  size: number,
  weigh: (change: Change) => number,
  onReturn: () => void,
): ChangeBuffer<Change> => {
  let waiting: Change[] = [];
  let dropped = 0;
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  const over = (): IteratorReturnResult<undefined> => {
    onReturn();
    return { done: true, value: undefined };
  };

  return {
    push(change) {
      if (isOver) return;
      if (dropped > 0 || waiting.length >= size) {
        for (const lost of [...waiting, change]) dropped += weigh(lost);
        waiting = [];
        return;
      }
      waiting.push(change);
      wake?.();
    },
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
    end(error) {
      if (isOver) return;
      isOver = true;
      if (error !== undefined) failure = { error };
      wake?.();
    },
    async next() {
      for (;;) {
        const [change] = waiting;
        if (waiting.length > 0) {
          waiting = waiting.slice(1);
          return { done: false, value: change as Change };
        }
        if (failure) {
          const { error } = failure;
          failure = undefined;
          onReturn();
          throw error;
        }
        if (isOver) return over();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
    async return() {
      isOver = true;
      waiting = [];
      wake?.();
      return over();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
