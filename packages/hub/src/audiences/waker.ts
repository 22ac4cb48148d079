/** Tells those who wait that there is something. */
export interface Waker {
  wake(): void;
  /** Answers a function that ends it. */
  on(listener: () => void): () => void;
}

/** Creates a waker. Listeners are called one after another and must not throw. */
export const createWaker = (): Waker => {
  const listeners = new Set<() => void>();
  return {
    wake() {
      for (const listener of [...listeners]) listener();
    },
    on(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
