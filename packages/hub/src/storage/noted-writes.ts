import type { HubWrites } from './hub-storage.ts';

/** A write that was said and is still to be done. */
export type NotedWrite = () => void;

/**
 * Lets somebody say what to write, and notes it instead of doing it. So a transaction can be tried again, and one whose author
 * throws half-way leaves nothing behind.
 *
 * @throws what the author throws.
 */
export const noteWrites = (writes: HubWrites, work: (writes: HubWrites) => void): readonly NotedWrite[] => {
  const noted: NotedWrite[] = [];
  const note =
    (write: (...values: unknown[]) => void) =>
    (...values: unknown[]): void => {
      noted.push(() => write(...values));
    };
  work(Object.fromEntries(Object.entries(writes).map(([name, write]) => [name, note(write)])) as never);
  return noted;
};
