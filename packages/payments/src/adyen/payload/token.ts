import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { optionalReference, pspReference } from './fields.ts';

/** https://docs.adyen.com/api-explorer/Tokenization-webhooks/latest/post/recurring.token.created */
export const token = z.object({
  merchantAccount: z.string().min(1).max(255),
  storedPaymentMethodId: pspReference,
  shopperReference: optionalReference,
  type: passedOn(z.string().min(1).max(64)),
});

/** See {@link token}. */
export interface AdyenToken extends z.output<typeof token> {}
