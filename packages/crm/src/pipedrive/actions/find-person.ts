import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import { type FoundItem, findByCustomField, numberOf, searchRecords } from './records.ts';

type Context = ConnectorContext<PipedriveSettings>;

/**
 * The person that is meant: by id, which is taken as it is, then by your own id where the config says which field holds it, by e-mail, by phone.
 * What finds nothing gives way to the next.
 *
 * @throws TouchlineError `action.not_supported` when only an `externalId` is given and no field holds it;
 *   `action.input_invalid` when several persons have the e-mail or the phone number.
 */
export const findPersonId = async (
  { id, externalId, email, phone }: ContactRef,
  context: Context,
): Promise<number | undefined> => {
  if (id !== undefined) return numberOf(id, 'id');
  requireKey(externalId, email ?? phone, context.config);
  return (await findByOwnId(externalId, context)) ?? findByAddress({ email, phone }, context);
};

/** The person that has your own id, where the config says which field holds it. */
export const findByOwnId = async (
  externalId: string | undefined,
  context: Context,
): Promise<number | undefined> => {
  const { personIdField } = context.config;
  if (externalId === undefined || personIdField === undefined) return undefined;
  return (await findByCustomField('persons', personIdField, externalId, context))?.id;
};

/** The person with this e-mail, else with this phone number, in E.164 as it is given: that is how this connector writes it. */
export const findByAddress = async (
  { email, phone }: Pick<ContactRef, 'email' | 'phone'>,
  context: Context,
): Promise<number | undefined> => {
  const byEmail = email === undefined ? undefined : await onlyPerson('email', email, context);
  if (byEmail !== undefined || phone === undefined) return byEmail;
  return onlyPerson('phone', phone, context);
};

/** Everybody who has this e-mail. */
export const personsWithEmail = async (email: string, context: Context): Promise<readonly number[]> =>
  (await searchRecords('persons', 'email', email, context))
    .filter((person) => hasAddress(person, 'email', email))
    .map(({ id }) => id);

/** Refuses an `externalId` that nothing holds, when it is all there is. */
export const requireKey = (
  externalId: string | undefined,
  otherKey: string | undefined,
  { personIdField }: PipedriveSettings,
): void => {
  if (externalId !== undefined && otherKey === undefined && personIdField === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'Pipedrive finds a person by externalId only when personIdField is in the config.',
      { connector: 'pipedrive' },
    );
};

const onlyPerson = async (
  field: 'email' | 'phone',
  address: string,
  context: Context,
): Promise<number | undefined> => {
  const items = await searchRecords('persons', field, address, context);
  const [person, ...others] = items.filter((item) => hasAddress(item, field, address));
  if (others.length === 0) return person?.id;
  throw new TouchlineError('action.input_invalid', `Several persons of Pipedrive have this ${field}.`, {
    connector: 'pipedrive',
    issues: [{ path: field, message: 'belongs to several persons' }],
  });
};

const hasAddress = ({ emails, phones }: FoundItem, field: 'email' | 'phone', address: string): boolean =>
  field === 'email'
    ? emails.some((each) => each.toLowerCase() === address.toLowerCase())
    : phones.includes(address);
