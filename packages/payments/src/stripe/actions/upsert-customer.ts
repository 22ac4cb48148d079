import { type FormFields, TouchlineError, urlPath } from '@touchline/core';
import type { z } from 'zod';
import type { upsertCustomer as contract } from '../../contract.ts';
import { findCustomers } from '../find-customers.ts';
import { metadataKeys } from '../metadata-keys.ts';
import { customer as customerSchema } from '../payload/customer.ts';
import { postForm, type StripeAction } from './call-stripe.ts';

type Input = z.output<typeof contract.input>;

/**
 * Updates the customer of `externalIds.stripe`, else the newest with this e-mail address, else creates one.
 *
 * @throws TouchlineError `action.input_invalid` when there is neither: Stripe would have no way to find the customer again.
 * @see https://docs.stripe.com/api/customers
 */
export const upsertCustomer: StripeAction<typeof contract> = {
  run: async (input, context) => {
    const { externalIds, email } = input.customer;
    if (externalIds?.stripe === undefined && email === undefined)
      throw new TouchlineError(
        'action.input_invalid',
        'Stripe finds a customer by externalIds.stripe or by e-mail address; there is neither.',
      );
    const [known] =
      externalIds?.stripe === undefined
        ? await findCustomers(email ?? '', context, { limit: 1 })
        : [externalIds.stripe];
    const path = known === undefined ? '/v1/customers' : urlPath`/v1/customers/${known}`;
    const { id } = await postForm(context, path, {
      operation: known === undefined ? 'customer.create' : 'customer.update',
      form: formOf(input),
      response: customerSchema,
      natural: known !== undefined,
    });
    return { customerId: id, created: known === undefined };
  },
};

const formOf = ({ customer, address, language, description, metadata }: Input): FormFields => ({
  email: customer.email,
  name: customer.name,
  phone: customer.phone,
  description,
  preferred_locales: language === undefined ? undefined : [language],
  ...(address && {
    address: {
      line1: address.line1,
      line2: address.line2,
      city: address.city,
      state: address.region,
      postal_code: address.postalCode,
      country: address.country,
    },
  }),
  metadata: { ...metadata, [metadataKeys.customerId]: customer.id },
});
