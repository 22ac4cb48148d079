import type { CustomerRef } from '@touchline/core';
import { customerIdOf } from '../custom-id.ts';

/** All that a resource of PayPal's says about its customer. */
export interface KnownOfCustomer {
  readonly payerId?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** Where the connector wrote your own id. */
  readonly customId?: string | undefined;
}

/** The customer of a resource, with every identifier that is known; undefined where none is. */
export const customerRefOf = ({
  payerId,
  email,
  name,
  customId,
}: KnownOfCustomer): CustomerRef | undefined => {
  const id = customerIdOf(customId);
  if ([id, payerId, email, name].every((value) => value === undefined)) return undefined;
  return { id, email, name, externalIds: payerId === undefined ? undefined : { paypal: payerId } };
};

/** Your own reference of the order: the invoice, else what stands in its place and is no customer of ours. */
export const orderIdOf = (invoiceId: string | undefined, customId: string | undefined): string | undefined =>
  invoiceId ?? (customerIdOf(customId) === undefined ? customId : undefined);
