import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { findContact } from './find-contact.ts';

/**
 * The id of the contact that a new record is to be tied to; undefined when none is named. An id that is given is taken as it is:
 * HubSpot itself refuses a tie to what is not there.
 *
 * @throws TouchlineError `http.rejected` when HubSpot has no such contact.
 */
export const requireContactId = async (
  contact: ContactRef | undefined,
  context: ConnectorContext<HubspotSettings>,
): Promise<string | undefined> => {
  if (contact === undefined) return undefined;
  if (contact.id !== undefined) return contact.id;
  const found = await findContact(contact, context);
  if (found) return found.id;
  throw new TouchlineError('http.rejected', 'HubSpot has no such contact.', {
    connector: 'hubspot',
    vendorStatus: 404,
    vendorCode: 'OBJECT_NOT_FOUND',
  });
};
