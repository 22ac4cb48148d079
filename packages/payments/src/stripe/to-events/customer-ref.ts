import type { CustomerRef } from '@touchline/core';
import { metadataKeys } from '../metadata-keys.ts';

/** All that an object of Stripe's says about its customer. */
export interface KnownOfCustomer {
  /** `cus_…` */
  readonly stripeId?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** The customer of an object, with every identifier that is known; undefined where none is. */
export const customerRefOf = ({
  stripeId,
  email,
  phone,
  name,
  metadata,
}: KnownOfCustomer): CustomerRef | undefined => {
  const id = ownValue(metadata, metadataKeys.customerId);
  if ([id, stripeId, email, phone, name].every((value) => value === undefined)) return undefined;
  return { id, email, phone, name, externalIds: stripeId === undefined ? undefined : { stripe: stripeId } };
};

/** Your own reference of the order, from the metadata that the connector wrote. */
export const orderIdOf = (metadata: Readonly<Record<string, string>> | undefined): string | undefined =>
  ownValue(metadata, metadataKeys.orderId);

const ownValue = (
  metadata: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined => {
  const value = metadata && Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return value !== undefined && value !== '' && value.length <= 256 ? value : undefined;
};
