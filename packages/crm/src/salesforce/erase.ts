import type { ConnectorContext, CustomerRef, ErasureReceipt } from '@touchline/core';
import { deleteRecord, queryRecords } from './actions/records.ts';
import { type SalesforceSettings, salesforceId } from './config.ts';
import { objectOfId } from './object-types.ts';
import { anyOf, type Soql, soql, soqlNames } from './soql.ts';

type Context = ConnectorContext<SalesforceSettings>;
type Person = 'Contact' | 'Lead';

/**
 * Deletes the contacts and leads that are this person: by Salesforce's id, by your own id where a field holds it, and by e-mail. All that have the
 * e-mail are deleted; a phone number alone does not do, since families and offices share one.
 *
 * A deleted record lies in the recycle bin for 15 days and is gone then, so the erasure is `requested`. Cases, activities and opportunities
 * stay, and what is written in them; so do records that the user of the connector cannot see.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-delete-record.html
 */
export const eraseCustomer = async (customer: CustomerRef, context: Context): Promise<ErasureReceipt> => {
  let isFound = false;
  for (const person of ['Contact', 'Lead'] as const)
    for (const id of await idsOf(person, customer, context))
      if (await deleteRecord(person, id, context)) isFound = true;
  return { status: isFound ? 'requested' : 'not_found' };
};

const idsOf = async (person: Person, customer: CustomerRef, context: Context): Promise<readonly string[]> => {
  const conditions = conditionsOf(person, customer, context.config);
  if (conditions.length === 0) return [];
  const query = soql`SELECT Id FROM ${soqlNames(person)} WHERE ${anyOf(conditions)} LIMIT 2000`;
  const records = await queryRecords(person, query, context);
  return records.map(({ Id }) => Id);
};

const conditionsOf = (
  person: Person,
  { id, email, externalIds = {} }: CustomerRef,
  { contactIdField }: SalesforceSettings,
): readonly Soql[] => {
  const vendorId = Object.hasOwn(externalIds, 'salesforce') ? externalIds.salesforce : undefined;
  const isOfKind = salesforceId.safeParse(vendorId).success && objectOfId(vendorId ?? '') === person;
  const holdsOwnId = person === 'Contact' && id !== undefined && contactIdField !== undefined;
  return [
    ...(isOfKind ? [soql`Id = ${vendorId ?? ''}`] : []),
    ...(holdsOwnId ? [soql`${soqlNames(contactIdField)} = ${id}`] : []),
    ...(email === undefined ? [] : [soql`Email = ${email}`]),
  ];
};
