import type { RouteStatus } from './router.ts';

/** Tells when nothing is pending any more. */
export interface SettledWatch {
  /** Something may have changed. Cheap when nobody waits. */
  progressed(): void;
  /** Resolves when nothing is pending on any route that is not paused; rejects when the signal aborts first. */
  settled(signal?: AbortSignal): Promise<void>;
}

export const createSettledWatch = (status: () => Promise<readonly RouteStatus[]>): SettledWatch => {
  const watchers = new Set<() => void>();

  return {
    progressed() {
      for (const look of watchers) look();
    },
    settled: (signal) =>
      new Promise((resolve, reject) => {
        let due: NodeJS.Immediate | undefined;
        const check = async (): Promise<void> => {
          due = undefined;
          if ((await status()).every(isSettled)) finish(resolve);
        };
        /** Looks once a turn at the most, however much is settled in it. */
        const look = (): void => {
          due ??= setImmediate(() => void check().catch((thrown) => finish(() => reject(thrown))));
        };
        const abort = (): void => finish(() => reject(signal?.reason));
        const finish = (end: () => void): void => {
          clearImmediate(due);
          watchers.delete(look);
          signal?.removeEventListener('abort', abort);
          end();
        };
        watchers.add(look);
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted) abort();
        else look();
      }),
  };
};

const isSettled = ({ pending, state }: RouteStatus): boolean => pending === 0 || state.startsWith('paused');
