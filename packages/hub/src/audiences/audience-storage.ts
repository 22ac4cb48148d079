import type { AnchorId } from '../identity/anchor.ts';

/** Why somebody enters or leaves an audience; see `audience.entered`. */
export type AudienceReason = 'profile' | 'time' | 'merge' | 'split' | 'definition';

/** How a person stands to an audience. */
export interface MembershipRow {
  readonly audience: string;
  readonly person: AnchorId;
  readonly tenant: string;
  readonly isMember: boolean;
  /** Since when it stands so: milliseconds since the epoch. */
  readonly sinceMs: number;
  /** How often it entered and left. */
  readonly changes: number;
}

/** What an event that follows from another one carries on. */
export interface Cause {
  readonly causationid: string;
  readonly causationdepth: number;
  readonly correlationid: string;
}

/** An anchor whose person is to be looked at again. */
export interface ChangedRow {
  readonly anchor: AnchorId;
  /** Tells this mark from later ones of the same anchor. */
  readonly mark: string;
  readonly reason: AudienceReason;
  readonly cause: Cause | undefined;
}

/** An entry or an exit that is still to be published. */
export interface AnnouncementRow {
  /** The id of its event. */
  readonly id: string;
  readonly type: 'audience.entered' | 'audience.exited';
  readonly audience: string;
  readonly person: AnchorId;
  readonly tenant: string;
  readonly reason: AudienceReason;
  readonly atMs: number;
  readonly enteredAtMs: number | undefined;
  readonly mergedInto: AnchorId | undefined;
  readonly cause: Cause | undefined;
}

/** An announcement in its place: the order in which they were made. */
export interface PlacedAnnouncement extends AnnouncementRow {
  readonly sequence: number;
}

/** What is asked of audiences. */
export interface AudienceReads {
  /** All memberships, ended ones included, of these people. */
  memberships(people: readonly AnchorId[]): Promise<readonly MembershipRow[]>;
  /** The members, in the order of their ids, after this one. */
  members(
    audience: string,
    tenant: string,
    page: { readonly after: AnchorId | undefined; readonly limit: number },
  ): Promise<readonly MembershipRow[]>;
  countMembers(audience: string, tenant: string): Promise<number>;
  /** Those whose mark is oldest. */
  changed(limit: number): Promise<readonly ChangedRow[]>;
  /** Those who are due to be looked at by this time, earliest first. */
  due(untilMs: number, limit: number): Promise<readonly AnchorId[]>;
  /** When the first one is due: milliseconds since the epoch. */
  nextDueMs(): Promise<number | undefined>;
  /** Oldest first, after this sequence. */
  announcements(after: number, limit: number): Promise<readonly PlacedAnnouncement[]>;
  /** A text that was saved under this name. */
  audienceNote(name: string): Promise<string | undefined>;
}

/** What is written of audiences. */
export interface AudienceWrites {
  /** Replaces a mark that the anchor has. */
  markChanged(row: ChangedRow): void;
  /** Removes the mark, where it still is this one. */
  clearChanged(anchor: AnchorId, mark: string): void;
  saveMembership(row: MembershipRow): void;
  /** When a person is to be looked at although nothing happens; undefined: not. */
  setDue(person: AnchorId, atMs: number | undefined): void;
  /** Adds it; leaves one of the same id alone. */
  announce(row: AnnouncementRow): void;
  removeAnnouncement(sequence: number): void;
  /** Removes all of a person: memberships, marks, announcements. */
  removeAudiences(anchor: AnchorId): void;
  saveAudienceNote(name: string, text: string): void;
}
