import { currency } from '@touchline/core';
import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';

/** A reference of Adyen's, 16 characters as a rule. */
export const pspReference = z.string().min(1).max(255);

/** A reference that Adyen leaves empty where there is none. */
export const optionalReference = passedOn(z.string().min(1).max(255));

/** An amount in Adyen's minor units: https://docs.adyen.com/development-resources/currency-codes. */
export const adyenAmount = z.object({ value: z.int(), currency });

/**
 * A time with its offset, `2021-01-01T01:00:00+01:00`, in UTC.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/webhook-types
 */
export const adyenTime = z.iso
  .datetime({ offset: true, error: 'must be a time with its offset' })
  .transform((text) => new Date(text).toISOString());
