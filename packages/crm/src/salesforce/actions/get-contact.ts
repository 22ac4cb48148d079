import type { ActionContext } from '@touchline/core';
import { z } from 'zod';
import type { GetContactOutput, getContact } from '../../contract.ts';
import { fieldValues } from '../../records/field-values.ts';
import type { SalesforceSettings } from '../config.ts';
import { recordFields } from '../to-events/record-fields.ts';
import { findContact } from './find-contact.ts';

/** What the contract names. The name of the account is the company's. */
const namedFields = [
  'Id',
  'FirstName',
  'LastName',
  'Email',
  'Phone',
  'MobilePhone',
  'Title',
  'OwnerId',
  'CreatedDate',
  'LastModifiedDate',
  'Account.Name',
];

const account = z.object({ Name: z.string().min(1).max(512) });
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * Reads a contact with what the contract names, and with the fields that are asked for.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm
 */
export const runGetContact = async (
  { properties: asked = [], ...contact }: z.output<typeof getContact.input>,
  context: ActionContext<SalesforceSettings>,
): Promise<GetContactOutput> => {
  const { lifecycleStageField: stageField } = context.config;
  const names = new Set([...namedFields, ...(stageField === undefined ? [] : [stageField]), ...asked]);
  const found = await findContact(contact, context, [...names]);
  if (found === undefined) return {};
  const { attributes: _, Account, ...fields } = found;
  const plain = Object.entries(fields).flatMap(([name, each]) => {
    const parsed = value.safeParse(each);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  const values = fieldValues(plain);
  const { address: _address, ...read } = recordFields('contact', values, context.config);
  const companyName = account.safeParse(Account).data?.Name;
  const lifecycleStage = stageField === undefined ? undefined : values.get(stageField);
  return {
    contact: {
      id: found.Id,
      ...read,
      ...(companyName !== undefined && { companyName }),
      ...(lifecycleStage !== undefined && { lifecycleStage }),
      properties: Object.fromEntries(plain),
    },
  };
};
