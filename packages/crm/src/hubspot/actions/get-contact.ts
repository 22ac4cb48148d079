import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { GetContactOutput, getContact } from '../../contract.ts';
import { fieldValues, readAll, time } from '../../records/field-values.ts';
import type { HubspotSettings } from '../config.ts';
import { recordFields } from '../to-events/record-fields.ts';
import { findContact } from './find-contact.ts';

/** HubSpot gives the properties that it is asked for, and hardly any others; these are what the contract names. */
const namedProperties = [
  'email',
  'phone',
  'mobilephone',
  'firstname',
  'lastname',
  'jobtitle',
  'company',
  'lifecyclestage',
  'hubspot_owner_id',
];

const times = { createdAt: time('createdAt'), updatedAt: time('updatedAt') };

/** Reads a contact with what the contract names, and with the properties that are asked for. */
export const runGetContact = async (
  { properties: asked = [], ...contact }: z.output<typeof getContact.input>,
  context: ActionContext<HubspotSettings>,
): Promise<GetContactOutput> => {
  const found = await findContact(contact, context, [...new Set([...namedProperties, ...asked])]);
  if (found === undefined) return {};
  const { id, properties, createdAt, updatedAt } = found;
  return {
    contact: {
      id,
      ...recordFields('contact', fieldValues(Object.entries(properties)), context.config),
      ...readAll(times, fieldValues(Object.entries({ createdAt, updatedAt })), context.config),
      properties,
    },
  };
};
