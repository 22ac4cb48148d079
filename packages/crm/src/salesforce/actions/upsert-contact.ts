import type { ActionContext, Reconciliation } from '@touchline/core';
import type { z } from 'zod';
import type { UpsertContactOutput, upsertContact } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import { findByAddress, findContact, requireKey } from './find-contact.ts';
import { createRecord, type SentFields, updateRecord, upsertRecord, type Written } from './records.ts';
import { sentFields } from './sent-fields.ts';
import { findCompanyByName } from './upsert-company.ts';

type Context = ActionContext<SalesforceSettings>;
type Contact = z.output<typeof upsertContact.input>;

/**
 * By id: an update. By your own id: Salesforce's upsert by external id, the same however often it is sent. By e-mail or phone, which
 * need not be unique in Salesforce: a query, then an update or a creation. A query sees what was written before it, but two that make the
 * same person at the same time make two contacts, unless a duplicate rule of the org forbids it; your own id knows no such race.
 *
 * Salesforce wants a last name of everybody: a new contact without one is given the first name, else what stands before the @, else the number.
 * A company that is named is tied where an account of that name is there; the contact has no other place for it.
 */
export const runUpsertContact = async (input: Contact, context: Context): Promise<UpsertContactOutput> => {
  const { id, externalId, email, phone } = input;
  const { contactIdField } = context.config;
  if (id === undefined) requireKey(externalId, email ?? phone, context.config);
  const fields = await fieldsOf(input, context);
  if (id !== undefined) return updateRecord('Contact', id, fields, context);

  if (externalId !== undefined && contactIdField !== undefined)
    return upsertByOwnId({ field: contactIdField, value: externalId }, input, fields, context);
  const contact = await findByAddress(input, context);
  if (contact) return updateRecord('Contact', contact.Id, fields, context);
  return createRecord('Contact', { LastName: lastNameOf(input), ...fields }, context);
};

/** What a creation of unknown outcome made: a query sees it. */
export const reconcileContact = async (
  input: Contact,
  context: Context,
): Promise<Reconciliation<UpsertContactOutput>> => {
  const contact = await findContact(input, context);
  return contact ? { outcome: 'done', output: { id: contact.Id } } : { outcome: 'not_done' };
};

/**
 * A contact that is known by its e-mail or phone alone is given your id, so that it is not made a second time. One that has another id
 * is somebody else.
 */
const upsertByOwnId = async (
  key: { readonly field: string; readonly value: string },
  input: Contact,
  fields: SentFields,
  context: Context,
): Promise<Written> => {
  const updated = await upsertRecord('Contact', key, fields, context, { updateOnly: true });
  if (updated) return updated;
  const known = await findByAddress(input, context, ['Id', key.field]);
  if (known && !known[key.field])
    return updateRecord('Contact', known.Id, { ...fields, [key.field]: key.value }, context);
  return (await upsertRecord('Contact', key, { LastName: lastNameOf(input), ...fields }, context)) as Written;
};

const lastNameOf = ({ lastName, firstName, email, phone, externalId }: Contact): string =>
  (lastName ?? firstName ?? email?.replace(/@.*$/, '') ?? phone ?? externalId ?? 'Unknown').slice(0, 80);

const fieldsOf = async (input: Contact, context: Context): Promise<SentFields> => {
  const { lifecycleStageField } = context.config;
  const account = input.companyName && (await findCompanyByName(input.companyName, context));
  return sentFields(
    {
      Email: input.email,
      Phone: input.phone,
      FirstName: input.firstName,
      LastName: input.lastName,
      Title: input.jobTitle,
      AccountId: account ? account.Id : undefined,
      OwnerId: input.ownerId,
      ...(lifecycleStageField !== undefined && { [lifecycleStageField]: input.lifecycleStage }),
    },
    input.properties,
  );
};
