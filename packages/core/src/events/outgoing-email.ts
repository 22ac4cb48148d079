import { z } from 'zod';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { mailAddress } from '../values/mailbox.ts';
import { metadata } from '../values/metadata.ts';
import { vendorId } from '../values/vendor-id.ts';

/** What every event about an e-mail of yours tells. */
export const outgoingEmail = z.object({
  customer: customerRef.optional(),
  messageId: vendorId.describe("The vendor's id of the message, the same in all its events."),
  recipient: mailAddress.describe('Whom it was for. One event is about one recipient.'),
  sender: mailAddress.optional(),
  subject: z.string().meta(pii('free_text')).optional(),
  campaignId: vendorId.optional().describe('The campaign, broadcast or template it belongs to.'),
  tags: z.array(z.string().max(256)).optional().describe('Labels that you gave it when sending.'),
  metadata: metadata.optional(),
});

/** The part of their examples that they share. */
export const outgoingEmailExample = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  messageId: '14c5d75ce93.dfd.64b469',
  recipient: 'ada@example.com',
  sender: 'hello@acme.example.com',
  subject: 'Your order is on its way',
  campaignId: 'autumn-2026',
  tags: ['shipping'],
  metadata: { orderId: '1042' },
};
