import type { ServedRouter } from '../served-router.ts';

/** Where the log ends, as far as it was told. */
export interface HeadWatch {
  /** The newest position. */
  readonly position: number;
  /** Calls a function whenever it grows; answers one that stops that. */
  onGrowth(grown: () => void): () => void;
  /** Stops listening. */
  stop(): void;
}

/** Listens to what is published, once for all streams. */
export const watchHead = (router: ServedRouter): HeadWatch => {
  let position = 0;
  const listeners = new Set<() => void>();
  const stop = router.on('published', (info) => {
    position = Math.max(position, info.position);
    for (const grown of [...listeners]) grown();
  });
  return {
    get position() {
      return position;
    },
    onGrowth(grown) {
      listeners.add(grown);
      return () => listeners.delete(grown);
    },
    stop,
  };
};
