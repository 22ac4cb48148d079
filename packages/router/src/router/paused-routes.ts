import type { Bookmarks } from '@touchline/core';

/** Which routes an operator paused. It is kept in the log, so that a restart lets no route loose that somebody holds. */
export interface PausedRoutes {
  has(id: string): Promise<boolean>;
  /** Durable once it resolves. */
  set(id: string, paused: boolean): Promise<void>;
}

/** The name of the bookmark that holds the ids, as a JSON list. */
const bookmark = 'router:paused-routes';

/** Reads what is paused when it is first asked for. Routes that the program does not have at the moment stay paused too. */
export const createPausedRoutes = (bookmarks: Bookmarks): PausedRoutes => {
  let held: Promise<ReadonlySet<string>> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const ids = (): Promise<ReadonlySet<string>> => {
    held ??= bookmarks.read(bookmark).then(
      (text) => new Set(JSON.parse(text ?? '[]') as readonly string[]),
      (thrown) => {
        // It is asked again: a log that could not be read may be so only for a while.
        held = undefined;
        throw thrown;
      },
    );
    return held;
  };

  const write = async (id: string, paused: boolean): Promise<void> => {
    const before = await ids();
    if (before.has(id) === paused) return;
    const after = new Set(before);
    if (paused) after.add(id);
    else after.delete(id);
    await bookmarks.write(bookmark, JSON.stringify([...after]));
    held = Promise.resolve(after);
  };

  return {
    has: async (id) => (await ids()).has(id),
    set(id, paused) {
      // One after another, in the order in which they were asked for; one that fails does not stop the next.
      const written = writing.then(() => write(id, paused));
      writing = written.catch(() => {});
      return written;
    },
  };
};
