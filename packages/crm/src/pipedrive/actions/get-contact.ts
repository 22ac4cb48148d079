import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { GetContactOutput, getContact } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import { recordFields } from '../to-events/record-fields.ts';
import { propertiesOf, recordValues } from '../to-events/record-values.ts';
import { findPersonId } from './find-person.ts';
import { readRecord } from './records.ts';

/**
 * Reads a person with what the contract names. All fields come with it, so there is none to ask for; those that are no single value are left
 * out.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Persons#getPerson
 */
export const runGetContact = async (
  { properties: _, ...contact }: z.output<typeof getContact.input>,
  context: ActionContext<PipedriveSettings>,
): Promise<GetContactOutput> => {
  // What is no number is nobody's id; to read, that is an answer.
  if (contact.id !== undefined && !/^[1-9]\d{0,14}$/.test(contact.id)) return {};
  const id = await findPersonId(contact, context);
  const person = id === undefined ? undefined : await readRecord('persons', id, context);
  if (person === undefined) return {};
  const { address: _address, ...fields } = recordFields('contact', recordValues(person));
  const properties = Object.entries(propertiesOf(person)).flatMap(([name, value]) =>
    value === null || typeof value !== 'object' ? [[name, value] as const] : [],
  );
  return { contact: { id: String(person.id), ...fields, properties: Object.fromEntries(properties) } };
};
