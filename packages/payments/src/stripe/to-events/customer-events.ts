import type { ContactCreated } from '@touchline/core';
import { customer, type StripeCustomer } from '../payload/customer.ts';
import { changedFieldsOf } from './changed-fields.ts';
import { customerRefOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { addressOf, timeOf } from './values.ts';

/** Customers, as the contacts that they are: https://docs.stripe.com/api/customers. */
export const customerEvents: Readonly<Record<string, StripeMapper>> = {
  'customer.created': mapper(customer, (object, { emit }) => [
    emit('contact.created', object.id, contactOf(object)),
  ]),
  'customer.updated': mapper(customer, (object, { envelope, emit }) => [
    emit('contact.updated', object.id, { ...contactOf(object), changedFields: changedFieldsOf(envelope) }),
  ]),
  'customer.deleted': mapper(customer, (object, { emit }) => [
    emit('contact.deleted', object.id, { customer: refOf(object), objectId: object.id }),
  ]),
};

const contactOf = (object: StripeCustomer): ContactCreated => ({
  customer: refOf(object),
  objectId: object.id,
  createdAt: timeOf(object.created),
  email: object.email,
  phone: object.phone,
  address: addressOf(object.address),
  language: object.preferred_locales?.[0],
  properties: {
    ...(object.description !== undefined && { description: object.description }),
    ...(object.metadata !== undefined && { metadata: object.metadata }),
  },
});

const refOf = ({ id, email, name, phone, metadata }: StripeCustomer) =>
  customerRefOf({ stripeId: id, email, name, phone, metadata });
