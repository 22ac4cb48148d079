import type {
  AudienceReads,
  AudienceWrites,
  ChangedRow,
  MembershipRow,
  PlacedAnnouncement,
} from '../../audiences/audience-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';

/** The audiences, in memory. */
export const memoryAudiences = (): StoragePart<AudienceReads, AudienceWrites> => {
  const memberships = new Map<AnchorId, Map<string, MembershipRow>>();
  const changed = new Map<AnchorId, ChangedRow>();
  const due = new Map<AnchorId, number>();
  const notes = new Map<string, string>();
  const announcements = new Map<string, PlacedAnnouncement>();
  let sequence = 0;

  const membersOf = (audience: string, tenant: string): MembershipRow[] =>
    [...memberships.values()].flatMap((ofPerson) => {
      const row = ofPerson.get(audience);
      return row?.isMember && row.tenant === tenant ? [row] : [];
    });

  return {
    reads: {
      async memberships(people) {
        return people.flatMap((person) =>
          [...(memberships.get(person)?.values() ?? [])].sort((one, other) =>
            one.audience < other.audience ? -1 : 1,
          ),
        );
      },
      async members(audience, tenant, { after, limit }) {
        return membersOf(audience, tenant)
          .filter(({ person }) => after === undefined || person > after)
          .sort((one, other) => (one.person < other.person ? -1 : 1))
          .slice(0, limit);
      },
      async countMembers(audience, tenant) {
        return membersOf(audience, tenant).length;
      },
      async changed(limit) {
        return [...changed.values()].slice(0, limit);
      },
      async due(untilMs, limit) {
        return [...due]
          .filter(([, atMs]) => atMs <= untilMs)
          .sort(([, one], [, other]) => one - other)
          .slice(0, limit)
          .map(([person]) => person);
      },
      async nextDueMs() {
        let first: number | undefined;
        for (const atMs of due.values()) if (first === undefined || atMs < first) first = atMs;
        return first;
      },
      async announcements(after, limit) {
        return [...announcements.values()].filter((row) => row.sequence > after).slice(0, limit);
      },
      async audienceNote(name) {
        return notes.get(name);
      },
    },
    writes: {
      markChanged: (row) => {
        changed.set(row.anchor, row);
      },
      clearChanged(anchor, mark) {
        if (changed.get(anchor)?.mark === mark) changed.delete(anchor);
      },
      saveMembership(row) {
        const ofPerson = memberships.get(row.person) ?? new Map<string, MembershipRow>();
        memberships.set(row.person, ofPerson.set(row.audience, row));
      },
      setDue(person, atMs) {
        if (atMs === undefined) due.delete(person);
        else due.set(person, atMs);
      },
      announce(row) {
        if (announcements.has(row.id)) return;
        sequence += 1;
        announcements.set(row.id, { ...row, sequence });
      },
      removeAnnouncement(gone) {
        for (const [id, row] of announcements) if (row.sequence === gone) announcements.delete(id);
      },
      removeAudiences(anchor) {
        memberships.delete(anchor);
        changed.delete(anchor);
        due.delete(anchor);
        for (const [id, { person }] of announcements) if (person === anchor) announcements.delete(id);
      },
      saveAudienceNote: (name, text) => {
        notes.set(name, text);
      },
    },
  };
};
