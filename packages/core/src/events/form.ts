import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { campaign } from '../values/campaign.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';
import { linkUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';

/** Defines `form.submitted`. */
export const formSubmitted = defineEvent({
  type: 'form.submitted',
  title: 'Form submitted',
  description: 'Someone sent in a form of yours.',
  data: z.object({
    customer: customerRef.optional(),
    formId: vendorId,
    formName: z.string().max(512).optional(),
    submissionId: vendorId.optional(),
    fields: z
      .record(z.string().min(1).max(256), jsonValue.meta(pii('free_text')))
      .describe('What was filled in, by the names of the fields.'),
    page: z
      .object({
        url: linkUrl.meta(pii('other')),
        title: z.string().max(2048).optional(),
      })
      .optional()
      .describe('The page that the form stands on.'),
    campaign: campaign.optional(),
    consents: z
      .array(
        z.object({
          purpose: z.string().min(1).max(256).describe('`marketing`, `terms`, …'),
          isGranted: z.boolean(),
          text: z.string().optional().describe('What was agreed to, word by word.'),
        }),
      )
      .optional(),
    ipAddress: z.string().max(64).meta(pii('ip_address')).optional(),
  }),
  example: {
    customer: { email: 'ada@example.com', anonymousId: 'visitor-7f3a' },
    formId: 'contact',
    formName: 'Contact us',
    submissionId: 'sub_1',
    fields: { email: 'ada@example.com', message: 'Please call me.', topics: ['pricing', 'support'] },
    page: { url: 'https://www.example.com/contact', title: 'Contact' },
    campaign: { source: 'newsletter', medium: 'email' },
    consents: [{ purpose: 'marketing', isGranted: true, text: 'Send me news about teapots.' }],
    ipAddress: '203.0.113.42',
  },
});

/** Data of `form.submitted`: someone sent in a form of yours. */
export interface FormSubmitted extends z.output<typeof formSubmitted.data> {}

/** All events of forms. */
export const formEvents: readonly EventDefinition[] = [formSubmitted];
