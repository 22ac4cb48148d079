import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { vendorId } from '../values/vendor-id.ts';
import { outgoingEmailExample as example, outgoingEmail } from './outgoing-email.ts';

const reader = {
  ipAddress: z.string().max(64).meta(pii('ip_address')).optional(),
  userAgent: z.string().max(2048).meta(pii('other')).optional(),
  isMachine: z
    .boolean()
    .optional()
    .describe('Whether a program did it, such as a mail scanner or Apple Mail Privacy Protection.'),
};

const readerExample = {
  ipAddress: '203.0.113.42',
  userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
  isMachine: false,
};

/** Defines `email.opened`. */
export const emailOpened = defineEvent({
  type: 'email.opened',
  title: 'E-mail opened',
  description: 'The pixel of an e-mail was loaded. Programs load it too, so it proves little.',
  data: outgoingEmail.extend(reader),
  example: { ...example, ...readerExample },
});

/** Data of `email.opened`: the pixel of an e-mail was loaded. */
export interface EmailOpened extends z.output<typeof emailOpened.data> {}

/** Defines `email.clicked`. */
export const emailClicked = defineEvent({
  type: 'email.clicked',
  title: 'E-mail clicked',
  description: 'A link of an e-mail was followed.',
  data: outgoingEmail.extend({
    ...reader,
    url: z
      .string()
      .min(1)
      .max(8192)
      .meta(pii('other'))
      .optional()
      .describe('The link, as it stands in the e-mail, where the vendor tells it.'),
    linkIndex: z.int().nonnegative().optional().describe('Which of the links with that URL, from 0.'),
  }),
  example: {
    ...example,
    ...readerExample,
    url: 'https://shop.example.com/orders/1042?utm_source=email',
    linkIndex: 0,
  },
});

/** Data of `email.clicked`: a link of an e-mail was followed. */
export interface EmailClicked extends z.output<typeof emailClicked.data> {}

/** Defines `email.complained`. */
export const emailComplained = defineEvent({
  type: 'email.complained',
  title: 'E-mail complained about',
  description: 'The recipient marked an e-mail as spam. Stop sending there.',
  data: outgoingEmail.extend({
    feedbackType: z.string().max(64).optional().describe('`abuse`, `fraud`, … of RFC 5965.'),
    reportedBy: z.string().max(512).optional().describe('The mailbox provider that reported it.'),
  }),
  example: { ...example, feedbackType: 'abuse', reportedBy: 'mail.example.com' },
});

/** Data of `email.complained`: the recipient marked an e-mail as spam. */
export interface EmailComplained extends z.output<typeof emailComplained.data> {}

/** Defines `email.unsubscribed`. */
export const emailUnsubscribed = defineEvent({
  type: 'email.unsubscribed',
  title: 'E-mail unsubscribed',
  description: 'The recipient asked for no more e-mails, of one kind or of all.',
  data: outgoingEmail.extend({
    groupId: vendorId.optional().describe('The kind that is meant; absent: all.'),
    method: z
      .string()
      .max(256)
      .optional()
      .describe('How it was said: `link`, `one_click`, `reply`, `manual`.'),
    reason: z.string().meta(pii('free_text')).optional().describe('What the recipient said about it.'),
  }),
  example: { ...example, groupId: '4201', method: 'one_click', reason: 'Too many e-mails.' },
});

/** Data of `email.unsubscribed`: the recipient asked for no more e-mails, of one kind or of all. */
export interface EmailUnsubscribed extends z.output<typeof emailUnsubscribed.data> {}

/** All events of what recipients do with an e-mail. */
export const emailEngagementEvents: readonly EventDefinition[] = [
  emailOpened,
  emailClicked,
  emailComplained,
  emailUnsubscribed,
];
