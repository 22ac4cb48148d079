import { hash } from 'node:crypto';
import { TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { Profiles } from '../profile/create-profiles.ts';
import type { Person } from '../profile/person.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { AnnouncementRow, AudienceReason, Cause, MembershipRow } from './audience-storage.ts';
import type { CompiledAudience } from './compile-audiences.ts';
import { earliest, type Look, type Verdict } from './compile-predicate.ts';
import type { Occasion } from './occasions.ts';

/** What people are judged with. */
export interface JudgeOptions {
  readonly storage: Pick<HubStorage, 'audiences'>;
  readonly profiles: Pick<Profiles, 'states' | 'view'>;
  readonly audiences: readonly CompiledAudience[];
  /** Takes what a function of yours threw. */
  readonly onError: (error: TouchlineError) => void;
}

/** What came of judging. */
export interface Judgement {
  /** Writes down who belongs to what now, and who is to be told. */
  write(writes: HubWrites): void;
  readonly announcements: readonly AnnouncementRow[];
}

/** Looks at people, and answers what is to be written of it. */
export const judgePeople = async (
  occasions: readonly Occasion[],
  nowMs: number,
  options: JudgeOptions,
): Promise<Judgement> => {
  const { storage, profiles } = options;
  const states = await profiles.states(occasions.map(({ person }) => person.anchors));
  const rows = await storage.audiences.memberships(occasions.flatMap(({ person }) => person.anchors));
  const byPerson = new Map<AnchorId, MembershipRow[]>();
  for (const row of rows) byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), row]);
  const memberships: MembershipRow[] = [];
  const announcements: AnnouncementRow[] = [];
  const due = new Map<AnchorId, number | undefined>();
  occasions.forEach((occasion, index) => {
    const { person } = occasion;
    const state = states[index] as Look['state'];
    let profile: ReturnType<Look['profile']> | undefined;
    const look: Look = {
      state,
      nowMs,
      profile() {
        profile ??= profiles.view(state);
        return profile;
      },
    };
    const change = (
      row: MembershipRow,
      isMember: boolean,
      reason: AudienceReason,
      mergedInto?: AnchorId,
    ): void => {
      const next = { ...row, isMember, sinceMs: nowMs, changes: row.changes + 1 };
      memberships.push(next);
      announcements.push(announcementOf(row, next, reason, mergedInto, occasion.cause));
    };

    const own = new Map((byPerson.get(person.id) ?? []).map((row) => [row.audience, row]));
    // People that are part of this one now. What they were members of ends, whatever this one is a member of.
    const absorbed = person.anchors
      .filter((anchor) => anchor !== person.id)
      .flatMap((anchor) => byPerson.get(anchor) ?? []);
    for (const row of absorbed) if (row.isMember) change(row, false, 'merge', person.id);
    const hasMerged = absorbed.some(({ isMember }) => isMember);

    const untils: (number | undefined)[] = [];
    for (const audience of options.audiences) {
      const row = own.get(audience.name) ?? newRow(audience.name, person);
      own.delete(audience.name);
      const verdict = guarded(audience, look, row, options.onError);
      untils.push(verdict.untilMs);
      if (verdict.holds !== row.isMember) change(row, verdict.holds, hasMerged ? 'merge' : occasion.reason);
    }
    // Audiences that are defined no more.
    for (const row of own.values()) if (row.isMember) change(row, false, 'definition');
    // Somebody who is part of another one now is not to be looked at by themselves any more.
    if (absorbed.length > 0 || occasion.reason === 'time')
      for (const anchor of person.anchors) due.set(anchor, undefined);
    due.set(person.id, earliest(untils));
  });

  return {
    announcements,
    write(writes) {
      for (const row of memberships) writes.saveMembership(row);
      for (const row of announcements) writes.announce(row);
      for (const [person, atMs] of due) writes.setDue(person, atMs);
    },
  };
};

const newRow = (audience: string, { id, tenant }: Person): MembershipRow => ({
  audience,
  person: id,
  tenant,
  isMember: false,
  sinceMs: 0,
  changes: 0,
});

/** Whom a function of yours cannot judge stays as they were. */
const guarded = (
  { name, judge }: CompiledAudience,
  look: Look,
  { isMember }: MembershipRow,
  onError: JudgeOptions['onError'],
): Verdict => {
  try {
    return judge(look);
  } catch (thrown) {
    // Its message may hold what is in the profile; its kind does not.
    const kind = thrown instanceof Error ? thrown.name : typeof thrown;
    onError(
      new TouchlineError(
        'hub.audience_failed',
        `The predicate of audience ${name} threw an unexpected ${kind}.`,
      ),
    );
    return { holds: isMember, untilMs: undefined };
  }
};

const announcementOf = (
  before: MembershipRow,
  after: MembershipRow,
  reason: AudienceReason,
  mergedInto: AnchorId | undefined,
  cause: Cause | undefined,
): AnnouncementRow => {
  const { audience, person, tenant, isMember, sinceMs: atMs, changes } = after;
  return {
    // The same for the same change, so that publishing it twice is one event; no other change is made of the same.
    id: `aud_${hash('sha256', JSON.stringify([tenant, audience, person, changes, atMs]), 'base64url').slice(0, 22)}`,
    type: isMember ? 'audience.entered' : 'audience.exited',
    audience,
    person,
    tenant,
    reason,
    atMs,
    enteredAtMs: isMember ? undefined : before.sinceMs,
    mergedInto,
    cause,
  };
};
