import { type CustomerRef, timestampFromMs } from '@touchline/core';
import type { AnnouncementRow } from './audience-storage.ts';

/** The event of an entry or an exit, about a customer as it is known now. */
export const announcementDraft = (row: AnnouncementRow, customer: CustomerRef | undefined) => {
  const { id, type, audience, person, tenant, reason, atMs, enteredAtMs, mergedInto, cause } = row;
  return {
    type,
    id,
    time: timestampFromMs(atMs),
    subject: audience,
    ...(tenant !== '' && { tenantid: tenant }),
    ...cause,
    data: {
      ...(customer && { customer }),
      audience,
      personId: person,
      reason,
      ...(enteredAtMs !== undefined && { enteredAt: timestampFromMs(enteredAtMs) }),
      ...(mergedInto !== undefined && { mergedInto }),
    },
  };
};
