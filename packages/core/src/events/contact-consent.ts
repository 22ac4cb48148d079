import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { channelAddress } from '../values/channel-address.ts';
import { customerRef } from '../values/customer-ref.ts';
import { vendorId } from '../values/vendor-id.ts';

const choice = z.object({
  customer: customerRef.optional(),
  channel: z.string().min(1).max(64).describe('What it is about: `sms`, `email`, `whatsapp`, `phone`.'),
  address: channelAddress.optional().describe('The address it is about, where it is about one alone.'),
  purpose: z
    .string()
    .max(256)
    .optional()
    .describe('`marketing`, `alerts`, …; absent: everything on the channel.'),
  contactId: vendorId.optional().describe("The vendor's id of the contact."),
  method: z.string().max(256).optional().describe('How it was said: `keyword`, `form`, `link`, `agent`.'),
  text: z.string().meta(pii('free_text')).optional().describe('What the person wrote: `STOP`.'),
});

const example = {
  customer: { phone: '+14155550123' },
  channel: 'sms',
  address: '+14155550123',
  purpose: 'marketing',
  contactId: '512',
  method: 'keyword',
};

/** Defines `contact.opted_in`. */
export const contactOptedIn = defineEvent({
  type: 'contact.opted_in',
  title: 'Contact opted in',
  description: 'A person agreed to be contacted on a channel.',
  data: choice,
  example: { ...example, text: 'START' },
});

/** Data of `contact.opted_in`: a person agreed to be contacted on a channel. */
export interface ContactOptedIn extends z.output<typeof contactOptedIn.data> {}

/** Defines `contact.opted_out`. */
export const contactOptedOut = defineEvent({
  type: 'contact.opted_out',
  title: 'Contact opted out',
  description: 'A person asked not to be contacted on a channel any more, such as by answering STOP.',
  data: choice,
  example: { ...example, text: 'STOP' },
});

/** Data of `contact.opted_out`: a person asked not to be contacted on a channel any more. */
export interface ContactOptedOut extends z.output<typeof contactOptedOut.data> {}

/** All events of a contact's consent. */
export const contactConsentEvents: readonly EventDefinition[] = [contactOptedIn, contactOptedOut];
