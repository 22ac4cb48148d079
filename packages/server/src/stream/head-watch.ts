import type { ServedRouter } from '../served-router.ts';

/** Where the log begins and ends, as far as it was told. */
export interface HeadWatch {
  /** The newest position that is known of. */
  readonly position: number;
  /**
   * Asks the log where it stands: the highest position ever given, and the lowest that is held, which is one above that where
   * none is. Whoever asks at the same time is answered together.
   */
  ask(): Promise<{ readonly lastPosition: number; readonly oldestPosition: number }>;
  /** Calls a function whenever it grows; answers one that stops that. */
  onGrowth(grown: () => void): () => void;
  /** Stops listening. */
  stop(): void;
}

/** Listens to what is published, once for all streams. */
export const watchHead = (router: ServedRouter): HeadWatch => {
  let position = 0;
  let asking: ReturnType<HeadWatch['ask']> | undefined;
  const listeners = new Set<() => void>();

  const learn = (newest: number): void => {
    if (newest <= position) return;
    position = newest;
    for (const grown of [...listeners]) grown();
  };

  const look = async (): ReturnType<HeadWatch['ask']> => {
    // A turn later: the streams that one event woke all ask in the same one.
    await new Promise(setImmediate);
    asking = undefined;
    const { lastPosition, oldestPosition = lastPosition + 1 } = await router.stats();
    learn(lastPosition);
    return { lastPosition, oldestPosition };
  };

  const stop = router.on('published', (info) => learn(info.position));
  return {
    get position() {
      return position;
    },
    ask() {
      asking ??= look();
      return asking;
    },
    onGrowth(grown) {
      listeners.add(grown);
      return () => listeners.delete(grown);
    },
    stop,
  };
};
