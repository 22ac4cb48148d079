import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { adyenAmount, pspReference } from '../payload/fields.ts';

/**
 * What Adyen answers to a modification: that it was received. How it ends is told by a webhook.
 *
 * @see https://docs.adyen.com/online-payments/capture#capture-a-payment
 */
export const received = z.object({
  pspReference,
  paymentPspReference: pspReference,
  status: z.string(),
  amount: passedOn(adyenAmount),
});
