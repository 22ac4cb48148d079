import type { AudienceReads, AudienceWrites } from '../audiences/audience-storage.ts';
import type { ConsentReads, ConsentWrites } from '../consent/consent-storage.ts';
import type { DeliveryReads, DeliveryWrites } from '../deliveries/delivery-record-storage.ts';
import type { ErasureReads, ErasureWrites } from '../erasure/erasure-storage.ts';
import type { TombstoneReads, TombstoneWrites } from '../erasure/tombstone-storage.ts';
import type { IdentityReads, IdentityWrites } from '../identity/identity-storage.ts';
import type { ProfileReads, ProfileWrites } from '../profile/profile-storage.ts';
import type { RecordReads, RecordWrites } from '../record/record-storage.ts';
import type { TimelineReads, TimelineWrites } from '../timeline/timeline-storage.ts';
import type { KeyReads, KeyWrites } from '../vault/key-storage.ts';

/**
 * Where a hub keeps what it knows. Each concern has a part of its own, and declares what it needs in its own folder:
 * `vault/key-storage.ts`, `identity/identity-storage.ts` and so on.
 *
 * A hub is the only writer of its storage. It reads first, decides, and then writes: a transaction asks nothing. So the same
 * interface fits a database in the process and one across a network.
 */
export interface HubStorage extends HubReads {
  /**
   * Does all the writes or none. Durable once it resolves; transactions happen in the order in which they were begun.
   *
   * @param work only says what to write; it is called once, at once. When it throws, nothing is written. What it passes must not
   *   change afterwards.
   * @param committed told once everybody reads what was written, which may be before it is durable; not where nothing was written.
   * @throws TouchlineError `hub.storage_*`, or `hub.closed`.
   */
  write(work: (writes: HubWrites) => void, committed?: () => void): Promise<void>;
  /** Once it resolves, nothing of what was overwritten or removed before is left in any file of the storage. */
  scrub(): Promise<void>;
  /** Finishes what was begun, then lets go of everything. */
  close(): Promise<void>;
}

/** What can be asked of a storage, concern by concern. */
export interface HubReads {
  readonly keys: KeyReads;
  readonly identities: IdentityReads;
  readonly records: RecordReads;
  readonly timelines: TimelineReads;
  readonly profiles: ProfileReads;
  readonly audiences: AudienceReads;
  readonly consents: ConsentReads;
  readonly deliveries: DeliveryReads;
  readonly tombstones: TombstoneReads;
  readonly erasures: ErasureReads;
}

/** What can be written in a transaction. */
export interface HubWrites
  extends KeyWrites,
    IdentityWrites,
    RecordWrites,
    TimelineWrites,
    ProfileWrites,
    AudienceWrites,
    ConsentWrites,
    DeliveryWrites,
    TombstoneWrites,
    ErasureWrites {}
