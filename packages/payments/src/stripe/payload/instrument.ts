import type { PaymentInstrument } from '@touchline/core';
import { z } from 'zod';
import { epochSeconds, passedOn } from './fields.ts';

const details = z.object({
  brand: passedOn(z.string().min(1).max(64)),
  last4: passedOn(z.string().min(1).max(4)),
  country: passedOn(z.string().regex(/^[A-Z]{2}$/)),
  exp_month: passedOn(z.int().min(1).max(12)),
  exp_year: passedOn(z.int().min(1970).max(9999)),
  wallet: passedOn(z.object({ type: z.string().min(1).max(64) })),
  capture_before: passedOn(epochSeconds),
});

/**
 * What was paid with: `{ type: 'card', card: { … } }`, the details under the name of the type.
 *
 * @see https://docs.stripe.com/api/payment_methods/object
 * @see https://docs.stripe.com/api/charges/object#charge_object-payment_method_details
 */
export const instrumentDetails = z
  .looseObject({ type: z.string().min(1).max(64) })
  .transform((whole): InstrumentDetails => {
    const named = Object.hasOwn(whole, whole.type) ? whole[whole.type] : undefined;
    const { brand, last4, country, exp_month, exp_year, wallet, capture_before } =
      details.safeParse(named).data ?? {};
    return {
      captureBefore: capture_before,
      instrument: {
        kind: whole.type,
        brand,
        wallet: wallet?.type,
        last4,
        country,
        expiresOn:
          exp_year === undefined || exp_month === undefined
            ? undefined
            : `${exp_year}-${String(exp_month).padStart(2, '0')}`,
      },
    };
  });

/** What was paid with, and when its reservation lapses. */
export interface InstrumentDetails {
  readonly instrument: PaymentInstrument;
  /** In seconds since the Unix epoch. */
  readonly captureBefore: number | undefined;
}
