import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import { type SalesforceSettings, salesforceId } from '../config.ts';
import { anyOf, type Soql, soql, soqlNames } from '../soql.ts';
import { queryRecords, type SalesforceRecord } from './records.ts';

type Context = ConnectorContext<SalesforceSettings>;

/**
 * The contact that is meant: by its id, then by your own id where the config says which field holds it, by e-mail, by phone. What finds nothing
 * gives way to the next. Queries do not lag behind.
 *
 * @param fields what to read. Default: the id.
 * @throws TouchlineError `action.not_supported` when only an `externalId` is given and no field holds it;
 *   `action.input_invalid` when several contacts have the e-mail or the phone number.
 */
export const findContact = async (
  { id, externalId, email, phone }: ContactRef,
  context: Context,
  fields: readonly string[] = ['Id'],
): Promise<SalesforceRecord | undefined> => {
  const { contactIdField } = context.config;
  if (id !== undefined)
    return salesforceId.safeParse(id).success
      ? oneContact(soql`Id = ${id}`, 'id', context, fields)
      : undefined;
  requireKey(externalId, email ?? phone, context.config);

  if (externalId !== undefined && contactIdField !== undefined) {
    const condition = soql`${soqlNames(contactIdField)} = ${externalId}`;
    const contact = await oneContact(condition, 'externalId', context, fields);
    if (contact) return contact;
  }
  return findByAddress({ email, phone }, context, fields);
};

/** The contact with this e-mail, else with this phone number, in E.164 as it is given: that is how this connector writes it. */
export const findByAddress = async (
  { email, phone }: Pick<ContactRef, 'email' | 'phone'>,
  context: Context,
  fields: readonly string[] = ['Id'],
): Promise<SalesforceRecord | undefined> => {
  const contact = email && (await oneContact(soql`Email = ${email}`, 'email', context, fields));
  if (contact || phone === undefined) return contact || undefined;
  const condition = anyOf([soql`Phone = ${phone}`, soql`MobilePhone = ${phone}`]);
  return oneContact(condition, 'phone', context, fields);
};

/** Refuses an `externalId` that nothing holds, when it is all there is. */
export const requireKey = (
  externalId: string | undefined,
  otherKey: string | undefined,
  { contactIdField }: SalesforceSettings,
): void => {
  if (externalId !== undefined && otherKey === undefined && contactIdField === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'Salesforce finds a contact by externalId only when contactIdField is in the config.',
      { connector: 'salesforce' },
    );
};

const oneContact = async (
  condition: Soql,
  path: string,
  context: Context,
  fields: readonly string[],
): Promise<SalesforceRecord | undefined> => {
  const query = soql`SELECT ${soqlNames(...fields)} FROM Contact WHERE ${condition} LIMIT 2`;
  const [contact, ...others] = await queryRecords('Contact', query, context);
  if (others.length === 0) return contact;
  throw new TouchlineError('action.input_invalid', 'Several contacts of Salesforce are known by this.', {
    connector: 'salesforce',
    issues: [{ path, message: 'belongs to several contacts' }],
  });
};
