import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { countryCode } from '../values/country.ts';
import { customerRef } from '../values/customer-ref.ts';
import { metadata } from '../values/metadata.ts';
import { postalAddress } from '../values/postal-address.ts';
import { vendorId } from '../values/vendor-id.ts';

/** What someone pays with, as far as it may be shown. Never the full number. */
export const paymentInstrument = z
  .object({
    kind: z
      .string()
      .min(1)
      .max(64)
      .describe('`card`, `sepa_debit`, `ideal`, `paypal`, … as the vendor names it.'),
    brand: z.string().max(64).optional().describe('`visa`, `mastercard`.'),
    wallet: z.string().max(64).optional().describe('`apple_pay`, `google_pay`.'),
    last4: z
      .string()
      .max(4)
      .meta(pii('payment'))
      .optional()
      .describe('The last digits of the card or account.'),
    expiresOn: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, such as 2028-04')
      .meta(pii('payment'))
      .optional()
      .describe('The last month in which a card is valid.'),
    country: countryCode.optional().describe('ISO 3166-1 alpha-2 code of the country that issued it.'),
  })
  .meta({ id: 'PaymentInstrument', description: 'What someone pays with, as far as it may be shown.' });

/** See {@link paymentInstrument}. */
export interface PaymentInstrument extends z.output<typeof paymentInstrument> {}

/** Defines `payment_method.attached`. */
export const paymentMethodAttached = defineEvent({
  type: 'payment_method.attached',
  title: 'Payment method attached',
  description: 'A customer saved something to pay with later.',
  data: z.object({
    customer: customerRef.optional(),
    paymentMethodId: vendorId,
    method: paymentInstrument.optional(),
    billingAddress: postalAddress.optional(),
    isDefault: z.boolean().optional().describe('Whether it is what the customer pays with from now on.'),
    metadata: metadata.optional(),
  }),
  example: {
    customer: { id: 'cus_1001', email: 'ada@example.com' },
    paymentMethodId: 'pm_1',
    method: {
      kind: 'card',
      brand: 'visa',
      wallet: 'apple_pay',
      last4: '4242',
      expiresOn: '2028-04',
      country: 'GB',
    },
    billingAddress: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    isDefault: true,
    metadata: { plan: 'gold' },
  },
});

/** Data of `payment_method.attached`: a customer saved something to pay with later. */
export interface PaymentMethodAttached extends z.output<typeof paymentMethodAttached.data> {}

/** All events of saved payment methods. */
export const paymentMethodEvents: readonly EventDefinition[] = [paymentMethodAttached];
