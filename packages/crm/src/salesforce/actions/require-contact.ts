import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import { findContact } from './find-contact.ts';

/**
 * The id of the contact that a new record is to be tied to; undefined when none is named. An id that is given is taken as it is: Salesforce
 * itself refuses a lookup to what is not there.
 *
 * @throws TouchlineError `http.rejected` when Salesforce has no such contact.
 */
export const requireContactId = async (
  contact: ContactRef | undefined,
  context: ConnectorContext<SalesforceSettings>,
): Promise<string | undefined> => {
  if (contact === undefined) return undefined;
  if (contact.id !== undefined) return contact.id;
  const found = await findContact(contact, context);
  if (found) return found.Id;
  throw new TouchlineError('http.rejected', 'Salesforce has no such contact.', {
    connector: 'salesforce',
    vendorStatus: 404,
    vendorCode: 'NOT_FOUND',
  });
};
