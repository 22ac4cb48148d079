import type { KeyReads, KeyWrites } from '../vault/key-storage.ts';

/**
 * Where a hub keeps what it knows. Each concern has a part of its own, and declares what it needs in its own folder:
 * `vault/key-storage.ts`, `identity/identity-storage.ts` and so on.
 *
 * A hub is the only writer of its storage. It reads first, decides, and then writes: a transaction asks nothing. So the same
 * interface fits a database in the process and one across a network.
 */
export interface HubStorage {
  readonly keys: KeyReads;
  /** Does all the writes or none. Durable once it resolves. */
  write(work: (writes: HubWrites) => void): Promise<void>;
  close(): Promise<void>;
}

/** What can be written in a transaction. */
export interface HubWrites extends KeyWrites {}
