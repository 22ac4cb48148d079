import {
  type ConnectorContext,
  type CustomerRef,
  type ErasureReceipt,
  TouchlineError,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import type { StripeSettings } from './config.ts';
import { findCustomers } from './find-customers.ts';

/**
 * Deletes every customer of Stripe's that is this person: the one of `externalIds.stripe`, and all with the e-mail address.
 * Their subscriptions end with them. What was paid stays with Stripe, which must keep it: a redaction job removes personal
 * data from that (https://docs.stripe.com/privacy/redaction).
 *
 * @see https://docs.stripe.com/api/customers/delete
 */
export const eraseCustomer = async (
  { externalIds, email }: CustomerRef,
  context: ConnectorContext<StripeSettings>,
): Promise<ErasureReceipt> => {
  const ids = new Set(externalIds?.stripe === undefined ? [] : [externalIds.stripe]);
  // Deleted customers are not listed, so asking again until none is left finds them all, however many there are.
  const erased = new Set<string>();
  for (;;) {
    for (const id of ids) if (!erased.has(id) && (await deleteCustomer(id, context))) erased.add(id);
    const found = email === undefined ? [] : await findWithEmail(email, context);
    const fresh = found.filter((id) => !ids.has(id));
    if (fresh.length === 0) break;
    for (const id of fresh) ids.add(id);
  }
  return erased.size === 0
    ? { status: 'not_found' }
    : { status: 'erased', reference: [...erased].join(', ') };
};

/** Stripe compares letter case, and keeps what was entered. */
const findWithEmail = async (
  email: string,
  context: ConnectorContext<StripeSettings>,
): Promise<readonly string[]> => {
  const spellings = new Set([email, email.toLowerCase()]);
  const found = await Promise.all(
    [...spellings].map((spelling) => findCustomers(spelling, context, { limit: 100 })),
  );
  return found.flat();
};

/** Whether there was such a customer. Deleting one again is answered with 404, so it may be repeated. */
const deleteCustomer = async (
  id: string,
  { http, signal }: ConnectorContext<StripeSettings>,
): Promise<boolean> => {
  try {
    await http.delete(urlPath`/v1/customers/${id}`, {
      operation: 'customer.delete',
      idempotent: true,
      response: z.object({ deleted: z.literal(true) }),
      signal,
    });
    return true;
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404) return false;
    throw thrown;
  }
};
