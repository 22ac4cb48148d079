import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { adyenAmount, adyenTime, optionalReference, pspReference } from './fields.ts';

/** https://docs.adyen.com/api-explorer/transfer-webhooks/latest/post/balancePlatform.transfer.updated */
export const transfer = z.object({
  id: pspReference,
  amount: adyenAmount,
  status: z.string().max(64),
  direction: passedOn(z.string()),
  category: passedOn(z.string()),
  balancePlatform: passedOn(z.string().min(1).max(255)),
  accountHolder: passedOn(z.object({ id: optionalReference, reference: optionalReference })),
  categoryData: passedOn(z.object({ priority: passedOn(z.string().max(64)) })),
  reason: passedOn(z.string().max(256)),
  referenceForBeneficiary: passedOn(z.string().max(256)),
  sequenceNumber: passedOn(z.int().nonnegative()),
  creationDate: passedOn(adyenTime),
  updatedAt: passedOn(adyenTime),
  events: passedOn(
    z.array(
      z.object({
        bookingDate: passedOn(adyenTime),
        valueDate: passedOn(adyenTime),
        status: passedOn(z.string()),
      }),
    ),
  ),
});

/** See {@link transfer}. */
export interface AdyenTransfer extends z.output<typeof transfer> {}
