import { type ConnectorContext, TouchlineError } from '@touchline/core';
import type { ContactRef } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import { findPersonId } from './find-person.ts';

/**
 * The id of the person that a new record is to be tied to; undefined when none is named.
 *
 * @throws TouchlineError `http.rejected` when Pipedrive has no such person.
 */
export const requirePersonId = async (
  contact: ContactRef | undefined,
  context: ConnectorContext<PipedriveSettings>,
): Promise<number | undefined> => {
  if (contact === undefined) return undefined;
  const id = await findPersonId(contact, context);
  if (id !== undefined) return id;
  throw noSuchPerson();
};

/** What the vendor would say. */
export const noSuchPerson = (): TouchlineError =>
  new TouchlineError('http.rejected', 'Pipedrive has no such person.', {
    connector: 'pipedrive',
    vendorStatus: 404,
    vendorCode: 'NOT_FOUND',
  });
