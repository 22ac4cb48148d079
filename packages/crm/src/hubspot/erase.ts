import type { ConnectorContext, CustomerRef, ErasureReceipt } from '@touchline/core';
import { findRecord } from './actions/records.ts';
import { type HubspotSettings, hubspotApiVersion } from './config.ts';

/**
 * Has HubSpot forget a contact for good: by HubSpot's id, by your own id where a property holds it, else by e-mail. A phone number
 * alone does not do: it is not unique, and this cannot be undone.
 *
 * By e-mail HubSpot does not say whether it knew the address; one that it did not know is blocked from then on.
 *
 * @see https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/gdpr/gdpr-delete-contact
 */
export const eraseContact = async (
  customer: CustomerRef,
  context: ConnectorContext<HubspotSettings>,
): Promise<ErasureReceipt> => {
  const known = await erasableId(customer, context);
  if (known === undefined) return { status: 'not_found' };
  await context.http.post(`/crm/${hubspotApiVersion}/objects/contacts/gdpr-delete`, {
    json: known,
    idempotent: true,
    signal: context.signal,
    operation: 'contact.erase',
  });
  return { status: 'requested' };
};

const erasableId = async (
  { id, email, externalIds = {} }: CustomerRef,
  context: ConnectorContext<HubspotSettings>,
): Promise<{ objectId: string; idProperty?: 'email' } | undefined> => {
  const hubspotId = Object.hasOwn(externalIds, 'hubspot') ? externalIds.hubspot : undefined;
  if (hubspotId !== undefined) {
    const contact = await findRecord('contact', hubspotId, context);
    if (contact) return { objectId: contact.id };
  }
  const { contactIdProperty: idProperty } = context.config;
  if (id !== undefined && idProperty !== undefined) {
    const contact = await findRecord('contact', id, context, { idProperty });
    if (contact) return { objectId: contact.id };
  }
  return email === undefined ? undefined : { objectId: email, idProperty: 'email' };
};
