import { TouchlineError, timestampFromMs } from '@touchline/core';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import { isOfAudiences } from '../profile/event-selection.ts';
import type { AudienceKeeper, AudiencesOptions } from './audience-keeper.ts';
import type { ChangedRow } from './audience-storage.ts';
import { createAudienceWorker } from './audience-worker.ts';
import { causeOf } from './occasions.ts';
import { createWaker } from './waker.ts';

/** Creates the keeper of a hub's audiences. */
export const createAudiences = (options: AudiencesOptions): AudienceKeeper => {
  const { storage, compiled } = options;
  const { audiences } = compiled;
  const names = audiences.map(({ name }) => name);
  const announced = createWaker();
  const worker = createAudienceWorker(options, announced.wake);

  const assertKnown = (name: string): void => {
    if (!names.includes(name))
      throw new TouchlineError(
        'hub.audience_unknown',
        // Without the name that was asked for: it may be anything, such as an address.
        `There is no such audience; there ${names.length === 0 ? 'is none' : `are ${names.join(', ')}`}.`,
      );
  };

  return {
    part: {
      async prepare(events) {
        const rows = new Map<AnchorId, ChangedRow>();
        if (audiences.length > 0)
          // What audiences do is no reason to look at anybody again.
          for (const { event, anchor } of events)
            if (!isOfAudiences(event.type))
              rows.set(anchor, {
                anchor,
                mark: worker.newMark('event'),
                reason: 'profile',
                cause: causeOf(event),
              });
        return (writes) => {
          for (const row of rows.values()) writes.markChanged(row);
        };
      },
      recorded: () => worker.wake(),
    },

    touch(anchors, reason, writes) {
      if (audiences.length === 0) return;
      for (const anchor of anchors)
        writes.markChanged({ anchor, mark: worker.newMark(reason), reason, cause: undefined });
    },

    wake: worker.wake,
    settle: worker.settle,
    start: worker.start,
    stop: worker.stop,

    async list(tenant = '') {
      return Promise.all(
        audiences.map(async ({ name, description }) => ({
          name,
          ...(description !== undefined && { description }),
          members: await storage.audiences.countMembers(name, tenant),
        })),
      );
    },

    async members(audience, { tenant = '', limit = 100, cursor } = {}) {
      assertKnown(audience);
      if (!(Number.isInteger(limit) && limit >= 1 && limit <= 1_000))
        throw new TouchlineError('request.invalid', 'A page of an audience has 1 to 1,000 members.');
      if (cursor !== undefined && !isAnchorId(cursor))
        throw new TouchlineError(
          'request.invalid',
          'The cursor of an audience is one that a page of it gave.',
        );
      const rows = await storage.audiences.members(audience, tenant, { after: cursor, limit: limit + 1 });
      const members = rows
        .slice(0, limit)
        .map(({ person, sinceMs }) => ({ personId: person, since: timestampFromMs(sinceMs) }));
      const last = members.at(-1);
      return { members, ...(rows.length > limit && last && { next: last.personId }) };
    },

    async of(anchors) {
      return (await storage.audiences.memberships(anchors))
        .filter(({ audience, isMember }) => isMember && names.includes(audience))
        .map(({ audience, sinceMs }) => ({ audience, since: timestampFromMs(sinceMs) }))
        .sort((one, other) => (one.audience < other.audience ? -1 : 1));
    },

    onAnnounced: announced.on,

    forget(anchors, writes) {
      for (const anchor of anchors) writes.removeAudiences(anchor);
    },
  };
};
