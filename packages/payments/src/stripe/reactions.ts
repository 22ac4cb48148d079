import {
  type ContactCreated,
  type EventOf,
  emailAddress,
  phoneNumber,
  type ReactionResult,
  type ReactionTools,
  type TouchpointEvents,
} from '@touchline/core';
import type { UpsertCustomerInput } from '../contract.ts';

/**
 * Keeps Stripe's customers in step with contacts from elsewhere. A contact that Stripe told of is left alone, or the two would
 * call each other for ever; so is one without an e-mail address, by which Stripe would find it.
 */
export const upsertContact = (
  event: EventOf<TouchpointEvents, 'contact.created' | 'contact.updated'>,
  { call, skip }: UpsertTools,
): ReactionResult => {
  if (event.source === '/connectors/stripe' || event.source.startsWith('/connectors/stripe/'))
    return skip('came from Stripe');
  const customer = customerOf(event.data);
  if (customer.email === undefined) return skip('no e-mail address');
  const { address, language } = event.data;
  return call.upsertCustomer({
    customer,
    ...(address && { address: withoutName(address) }),
    ...(language !== undefined && { language }),
  });
};

/** The part of a reaction's tools that is used here. */
type UpsertTools = Pick<ReactionTools<unknown>, 'skip'> & {
  readonly call: { readonly upsertCustomer: (input: UpsertCustomerInput) => ReactionResult };
};

/** What a CRM holds is not checked: an address or a number that is none is left out. */
const customerOf = ({
  customer,
  email,
  phone,
  firstName,
  lastName,
}: ContactCreated): UpsertCustomerInput['customer'] => {
  const name = [firstName, lastName].filter((part) => part !== undefined && part !== '').join(' ');
  return {
    ...customer,
    email: customer?.email ?? emailAddress.safeParse(email).data,
    phone: customer?.phone ?? phoneNumber.safeParse(phone).data,
    name: customer?.name ?? (name === '' ? undefined : name.slice(0, 512)),
  };
};

const withoutName = ({ name: _, ...address }: NonNullable<ContactCreated['address']>) => address;
