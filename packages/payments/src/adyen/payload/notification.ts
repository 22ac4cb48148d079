import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { adyenAmount, adyenTime, optionalReference, pspReference } from './fields.ts';

/** What stands beside the fields of a notification: names with dots in them, values in text. */
const additionalData = passedOn(z.record(z.string(), z.unknown())).transform(
  (data): AdditionalData =>
    Object.fromEntries(
      Object.entries(data ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
      ),
    ),
);

/** See {@link AdyenNotification}. */
export type AdditionalData = Readonly<Record<string, string>>;

/**
 * One item of a standard webhook.
 *
 * @see https://docs.adyen.com/api-explorer/Webhooks/1/post/AUTHORISATION
 */
export const adyenNotification = z.object({
  eventCode: z.string().min(1).max(200),
  /** Whether what the code says came to pass. Older endpoints send it as a boolean. */
  success: z
    .union([z.enum(['true', 'false']), z.boolean()])
    .transform((value) => value === true || value === 'true'),
  pspReference,
  originalReference: optionalReference,
  merchantAccountCode: z.string().min(1).max(255),
  merchantReference: optionalReference,
  amount: passedOn(adyenAmount),
  eventDate: passedOn(adyenTime),
  paymentMethod: passedOn(z.string().min(1).max(64)),
  reason: passedOn(z.string().max(1024)).transform((reason) =>
    // Adyen sends both for none.
    reason === '' || reason === 'null' ? undefined : reason,
  ),
  additionalData,
});

/** See {@link adyenNotification}. */
export interface AdyenNotification extends z.output<typeof adyenNotification> {}
