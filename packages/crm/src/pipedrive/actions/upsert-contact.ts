import type { ActionContext, Reconciliation } from '@touchline/core';
import { z } from 'zod';
import type { UpsertContactOutput, upsertContact } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import { findByAddress, findByOwnId, findPersonId, requireKey } from './find-person.ts';
import {
  createRecord,
  numberOf,
  optionalNumberOf,
  type PipedriveRecord,
  readRecord,
  type SentFields,
  updateRecord,
} from './records.ts';
import { noSuchPerson } from './require-person.ts';
import { sentFields } from './sent-fields.ts';
import { findOrganizationByName } from './upsert-company.ts';

type Context = ActionContext<PipedriveSettings>;
type Contact = z.output<typeof upsertContact.input>;

/**
 * By id: an update. By your own id, by e-mail or by phone: a search, then an update or a creation. Pipedrive has no unique fields, and its search may
 * lag behind: two that make the same person at the same time, or soon after each other, make two. A creation of unknown outcome is not repeated.
 *
 * An address that a person does not have yet becomes the primary one; the others stay. A company that is named is tied where an organization of that
 * name is there. Pipedrive has no field for a job title that can be written, nor for a lifecycle stage: these are left out, and custom
 * fields are written by `properties`.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Persons
 */
export const runUpsertContact = async (input: Contact, context: Context): Promise<UpsertContactOutput> => {
  const { id, externalId, email, phone } = input;
  if (id !== undefined) return update(numberOf(id, 'id'), input, context);
  requireKey(externalId, email ?? phone, context.config);
  const known = await findByOwnId(externalId, context);
  if (known !== undefined) return update(known, input, context);
  const person = await adoptable(await findByAddress(input, context), input, context);
  if (person !== undefined) return update(person, input, context);
  return createRecord('persons', await fieldsOf(input, undefined, context), context);
};

/** What a creation of unknown outcome made, if the search finds it. What it does not find may be there all the same. */
export const reconcilePerson = async (
  input: Contact,
  context: Context,
): Promise<Reconciliation<UpsertContactOutput>> => {
  const id = await findPersonId(input, context);
  return id === undefined ? { outcome: 'unknown' } : { outcome: 'done', output: { id: String(id) } };
};

/** A person that is known by an address alone is given your id; one that has another id of yours is somebody else. */
const adoptable = async (
  id: number | undefined,
  { externalId }: Contact,
  context: Context,
): Promise<number | undefined> => {
  const { personIdField } = context.config;
  if (id === undefined || externalId === undefined || personIdField === undefined) return id;
  const person = await readRecord('persons', id, context);
  return person?.custom_fields[personIdField] ? undefined : id;
};

/** Names and addresses are written whole, so what is there is read first. */
const update = async (id: number, input: Contact, context: Context): Promise<UpsertContactOutput> => {
  const { email, phone, firstName, lastName } = input;
  const isRead = [email, phone, firstName, lastName].some((field) => field !== undefined);
  const person = isRead ? await readRecord('persons', id, context) : { id, custom_fields: {} };
  if (person === undefined) throw noSuchPerson();
  return updateRecord('persons', id, await fieldsOf(input, person, context), context);
};

const fieldsOf = async (
  input: Contact,
  person: PipedriveRecord | undefined,
  context: Context,
): Promise<SentFields> => {
  const { personIdField } = context.config;
  return sentFields(
    {
      ...namesOf(input, person),
      emails: withAddress(
        input.email,
        person?.emails,
        (left, right) => left.toLowerCase() === right.toLowerCase(),
      ),
      phones: withAddress(input.phone, person?.phones, (left, right) => left === right),
      org_id: input.companyName && (await findOrganizationByName(input.companyName, context)),
      owner_id: optionalNumberOf(input.ownerId, 'ownerId'),
    },
    input.properties,
    personIdField === undefined ? {} : { [personIdField]: input.externalId },
  );
};

const heldNames = z.object({
  first_name: z.string().nullish().catch(null),
  last_name: z.string().nullish().catch(null),
});

/**
 * Both parts of a name are written, or the whole; a new person is called by the address, where nobody says a name.
 *
 * @see https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide
 */
const namesOf = (
  { firstName, lastName, email, phone, externalId }: Contact,
  person: PipedriveRecord | undefined,
): SentFields => {
  if (firstName === undefined && lastName === undefined)
    return person ? {} : { name: email ?? phone ?? externalId ?? 'Unknown' };
  const held = heldNames.parse(person ?? {});
  return {
    first_name: firstName ?? held.first_name ?? '',
    last_name: lastName ?? held.last_name ?? '',
  };
};

const heldAddresses = z.array(z.looseObject({ value: z.string() })).catch([]);

/** All addresses with the new one, since a list replaces the one that is there; undefined where it is among them. */
const withAddress = (
  address: string | undefined,
  held: unknown,
  isSame: (left: string, right: string) => boolean,
): readonly SentFields[] | undefined => {
  if (address === undefined) return undefined;
  const addresses = heldAddresses.parse(held ?? []).filter(({ value }) => value !== '');
  if (addresses.some(({ value }) => isSame(value, address))) return undefined;
  return [{ value: address, primary: true }, ...addresses.map((each) => ({ ...each, primary: false }))];
};
