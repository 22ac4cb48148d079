import type { ConnectorContext, CustomerRef, ErasureReceipt } from '@touchline/core';
import { findByOwnId, personsWithEmail } from './actions/find-person.ts';
import { deleteRecord } from './actions/records.ts';
import type { PipedriveSettings } from './config.ts';

/**
 * Deletes the persons that are this one: by Pipedrive's id, by your own id where a field holds it, and by e-mail. All that have the e-mail are deleted;
 * a phone number alone does not do, since families and offices share one.
 *
 * A deleted person can be restored for 30 days and is gone then, so the erasure is `requested`. Deals, notes and activities stay, and what is
 * written in them. What was written a moment ago may not be found yet.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Persons#deletePerson
 */
export const erasePerson = async (
  customer: CustomerRef,
  context: ConnectorContext<PipedriveSettings>,
): Promise<ErasureReceipt> => {
  let isFound = false;
  for (const id of new Set(await idsOf(customer, context)))
    if (await deleteRecord('persons', id, context)) isFound = true;
  return { status: isFound ? 'requested' : 'not_found' };
};

const idsOf = async (
  { id, email, externalIds = {} }: CustomerRef,
  context: ConnectorContext<PipedriveSettings>,
): Promise<readonly number[]> => {
  const vendorId = Object.hasOwn(externalIds, 'pipedrive') ? (externalIds.pipedrive ?? '') : '';
  const byOwnId = await findByOwnId(id, context);
  return [
    ...(/^[1-9]\d{0,14}$/.test(vendorId) ? [Number(vendorId)] : []),
    ...(byOwnId === undefined ? [] : [byOwnId]),
    ...(email === undefined ? [] : await personsWithEmail(email, context)),
  ];
};
