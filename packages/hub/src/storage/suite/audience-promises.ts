import { deepEqual, equal } from 'node:assert/strict';
import type { AnnouncementRow, MembershipRow } from '../../audiences/audience-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const ada = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const ben = 'prs_BBBBBBBBBBBBBBBBBBBBBB';
const cem = 'prs_CCCCCCCCCCCCCCCCCCCCCC';

const membership = (person: AnchorId, more: Partial<MembershipRow> = {}): MembershipRow => ({
  audience: 'loyal',
  person,
  tenant: '',
  isMember: true,
  sinceMs: 1_000,
  changes: 1,
  ...more,
});

const cause = { causationid: 'evt_1', causationdepth: 1, correlationid: 'evt_1' };

const announcement = (id: string, person: AnchorId = ada): AnnouncementRow => ({
  id,
  type: 'audience.exited',
  audience: 'loyal',
  person,
  tenant: 'acme',
  reason: 'merge',
  atMs: 2_000,
  enteredAtMs: 1_000,
  mergedInto: ben,
  cause,
});

/** Promises about audiences. */
export const audiencePromises: readonly HubStoragePromise[] = [
  {
    name: 'the members of an audience are paged in the order of their ids, of one tenant, without those who left',
    async run(harness) {
      await harness.storage.write((writes) => {
        for (const person of [cem, ada, ben] as const) writes.saveMembership(membership(person));
        writes.saveMembership(membership('prs_DDDDDDDDDDDDDDDDDDDDDD', { tenant: 'acme' }));
        writes.saveMembership(membership(ada, { audience: 'new' }));
        writes.saveMembership(membership(ben, { isMember: false, sinceMs: 3_000, changes: 2 }));
      });
      const { audiences } = await afterRestart(harness);
      deepEqual(await audiences.members('loyal', '', { after: undefined, limit: 1 }), [membership(ada)]);
      deepEqual(await audiences.members('loyal', '', { after: ada, limit: 5 }), [membership(cem)]);
      equal(await audiences.countMembers('loyal', ''), 2);
      equal(await audiences.countMembers('loyal', 'acme'), 1);
    },
  },
  {
    name: 'all memberships of people are found, also those that ended',
    async run({ storage }) {
      const ended = membership(ben, { isMember: false, sinceMs: 3_000, changes: 2 });
      await storage.write((writes) => {
        writes.saveMembership(membership(ada));
        writes.saveMembership(membership(ada, { audience: 'early' }));
        writes.saveMembership(ended);
      });
      deepEqual(await storage.audiences.memberships([ben, cem, ada]), [
        ended,
        membership(ada, { audience: 'early' }),
        membership(ada),
      ]);
    },
  },
  {
    name: 'a mark is cleared only while it is the one that was seen',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.markChanged({ anchor: ada, mark: '1', reason: 'profile', cause });
        writes.markChanged({ anchor: ben, mark: '2', reason: 'split', cause: undefined });
        writes.markChanged({ anchor: ada, mark: '3', reason: 'merge', cause });
      });
      await harness.storage.write((writes) => {
        writes.clearChanged(ada, '1');
        writes.clearChanged(ben, '2');
      });
      const { audiences } = await afterRestart(harness);
      deepEqual(await audiences.changed(10), [{ anchor: ada, mark: '3', reason: 'merge', cause }]);
    },
  },
  {
    name: 'people are due at the time that was set last, earliest first',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.setDue(ada, 5_000);
        writes.setDue(ben, 4_000);
        writes.setDue(cem, 1_000);
        writes.setDue(cem, undefined);
        writes.setDue(ada, 3_000);
      });
      const { audiences } = await afterRestart(harness);
      equal(await audiences.nextDueMs(), 3_000);
      deepEqual(await audiences.due(2_999, 10), []);
      deepEqual(await audiences.due(4_000, 10), [ada, ben]);
      deepEqual(await audiences.due(9_000, 1), [ada]);
    },
  },
  {
    name: 'announcements are kept in their order until they are removed, each id once',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.announce(announcement('b'));
        writes.announce(announcement('a'));
        writes.announce(announcement('b', cem));
      });
      const storage = await afterRestart(harness);
      const [one, two] = await storage.audiences.announcements(0, 10);
      deepEqual(
        [one, two],
        [
          { ...announcement('b'), sequence: one?.sequence },
          { ...announcement('a'), sequence: two?.sequence },
        ],
      );
      deepEqual(
        (await storage.audiences.announcements(one?.sequence ?? 0, 10)).map(({ id }) => id),
        ['a'],
      );
      await storage.write((writes) => writes.removeAnnouncement(one?.sequence ?? 0));
      deepEqual(
        (await storage.audiences.announcements(0, 10)).map(({ id }) => id),
        ['a'],
      );
    },
  },
  {
    name: 'nothing of a removed person is left in any audience, and others are as they were',
    async run(harness) {
      await harness.storage.write((writes) => {
        for (const person of [ada, ben] as const) {
          writes.saveMembership(membership(person));
          writes.markChanged({ anchor: person, mark: '1', reason: 'profile', cause });
          writes.setDue(person, 1_000);
          writes.announce(announcement(person, person));
        }
      });
      await harness.storage.write((writes) => writes.removeAudiences(ada));
      const { audiences } = await afterRestart(harness);
      deepEqual(await audiences.memberships([ada, ben]), [membership(ben)]);
      deepEqual(
        (await audiences.changed(10)).map(({ anchor }) => anchor),
        [ben],
      );
      deepEqual(await audiences.due(9_000, 10), [ben]);
      deepEqual(
        (await audiences.announcements(0, 10)).map(({ id }) => id),
        [ben],
      );
    },
  },
  {
    name: 'a note of the audiences is the one that was saved last',
    async run(harness) {
      equal(await harness.storage.audiences.audienceNote('definitions'), undefined);
      await harness.storage.write((writes) => writes.saveAudienceNote('definitions', 'one'));
      await harness.storage.write((writes) => writes.saveAudienceNote('definitions', 'two'));
      equal(await (await afterRestart(harness)).audiences.audienceNote('definitions'), 'two');
    },
  },
];
