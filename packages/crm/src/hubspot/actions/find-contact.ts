import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { findRecord, type HubspotRecord, searchRecords } from './records.ts';

type Context = ConnectorContext<HubspotSettings>;

/**
 * The contact that is meant: by its id, then by your own id where the config says which property holds it, by e-mail, by phone.
 * What finds nothing gives way to the next.
 *
 * @param properties further properties to read.
 * @throws TouchlineError `action.not_supported` when only an `externalId` is given and no property holds it;
 *   `action.input_invalid` when several contacts have the phone number.
 */
export const findContact = async (
  { id, externalId, email, phone }: ContactRef,
  context: Context,
  properties?: readonly string[],
): Promise<HubspotRecord | undefined> => {
  const { contactIdProperty } = context.config;
  const read = { ...(properties && { properties }) };
  if (id !== undefined) return findRecord('contact', id, context, read);
  requireKey(externalId, email ?? phone, context.config);

  if (externalId !== undefined && contactIdProperty !== undefined) {
    const contact = await findRecord('contact', externalId, context, {
      ...read,
      idProperty: contactIdProperty,
    });
    if (contact) return contact;
  }
  if (email !== undefined) {
    const contact = await findRecord('contact', email, context, { ...read, idProperty: 'email' });
    if (contact) return contact;
  }
  const found = phone === undefined ? undefined : await findByPhone(phone, context);
  return found && properties ? findRecord('contact', found.id, context, read) : found;
};

/** Refuses an `externalId` that nothing holds, when it is all there is. */
export const requireKey = (
  externalId: string | undefined,
  otherKey: string | undefined,
  { contactIdProperty }: HubspotSettings,
): void => {
  if (externalId !== undefined && otherKey === undefined && contactIdProperty === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'HubSpot finds a contact by externalId only when contactIdProperty is in the config.',
      { connector: 'hubspot' },
    );
};

/**
 * The contact with this number, in E.164 as it is given: that is how this connector writes it. HubSpot's own comparison leaves
 * out the country code, which could find somebody else.
 */
export const findByPhone = async (phone: string, context: Context): Promise<HubspotRecord | undefined> => {
  const [contact, ...others] = await searchRecords('contact', ['phone', 'mobilephone'], phone, context);
  if (others.length === 0) return contact;
  throw new TouchlineError('action.input_invalid', 'Several contacts of HubSpot have this phone number.', {
    connector: 'hubspot',
    issues: [{ path: 'phone', message: 'belongs to several contacts' }],
  });
};
