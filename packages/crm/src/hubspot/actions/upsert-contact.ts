import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { UpsertContactOutput, upsertContact } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { findByPhone, requireKey } from './find-contact.ts';
import {
  createRecord,
  findRecord,
  isRefusal,
  type SentProperties,
  updateRecord,
  upsertRecord,
} from './records.ts';
import { sentProperties } from './sent-properties.ts';

type Context = ActionContext<HubspotSettings>;
type Contact = z.output<typeof upsertContact.input>;

/**
 * By id: an update. By your own id or by e-mail: HubSpot's upsert, one request that is the same however often it is sent. By phone:
 * a search, then an update or a creation; HubSpot knows no unique phone numbers, and its search lags behind, so a creation of
 * unknown outcome is not repeated.
 *
 * The e-mail that a contact is found by is not written again: it may be a secondary one.
 *
 * @see https://developers.hubspot.com/docs/api/crm/contacts#upsert-contacts
 */
export const runUpsertContact = async (input: Contact, context: Context): Promise<UpsertContactOutput> => {
  const { id, externalId, email, phone } = input;
  const { contactIdProperty } = context.config;
  const properties = propertiesOf(input, context.config);
  if (id !== undefined) return updateRecord('contact', id, properties, context);
  requireKey(externalId, email ?? phone, context.config);

  if (externalId !== undefined && contactIdProperty !== undefined)
    return upsertByOwnId(externalId, contactIdProperty, email, properties, context);
  if (email !== undefined) {
    const others = propertiesOf({ ...input, email: undefined }, context.config);
    return upsertRecord('contact', { idProperty: 'email', id: email }, others, context);
  }
  const contact = await findByPhone(phone ?? '', context);
  if (contact) return updateRecord('contact', contact.id, properties, context);
  const created = await createRecord('contact', properties, [], context);
  return { id: created.id, created: true };
};

/** A contact that HubSpot knows by its e-mail, and that has no id of yours, is given it. One that has another id is not touched. */
const upsertByOwnId = async (
  externalId: string,
  idProperty: string,
  email: string | undefined,
  properties: SentProperties,
  context: Context,
): Promise<UpsertContactOutput> => {
  try {
    return await upsertRecord('contact', { idProperty, id: externalId }, properties, context);
  } catch (thrown) {
    if (email === undefined || !isConflict(thrown)) throw thrown;
    const contact = await findRecord('contact', email, context, {
      idProperty: 'email',
      properties: [idProperty],
    });
    if (contact === undefined || contact.properties[idProperty]) throw thrown;
    return updateRecord('contact', contact.id, { ...properties, [idProperty]: externalId }, context);
  }
};

/** A conflict of one item comes as a 409, as a 400, or within a 207. */
const isConflict = (thrown: unknown): boolean =>
  isRefusal(thrown) || (thrown instanceof Error && 'vendorStatus' in thrown && thrown.vendorStatus === 207);

const propertiesOf = (input: Contact, { contactIdProperty }: HubspotSettings): SentProperties =>
  sentProperties(
    {
      email: input.email,
      phone: input.phone,
      firstname: input.firstName,
      lastname: input.lastName,
      jobtitle: input.jobTitle,
      company: input.companyName,
      lifecyclestage: input.lifecycleStage,
      hubspot_owner_id: input.ownerId,
      ...(contactIdProperty !== undefined && { [contactIdProperty]: input.externalId }),
    },
    input.properties,
  );
