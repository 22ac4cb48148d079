import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { failure } from '../values/failure.ts';
import { timestamp } from '../values/timestamp.ts';
import { outgoingEmailExample as example, outgoingEmail } from './outgoing-email.ts';

const answer = {
  code: z.int().min(100).max(999).optional().describe('SMTP reply code: 550.'),
  enhancedCode: z.string().max(16).optional().describe('Enhanced status code of RFC 3463: `5.1.1`.'),
  reason: z
    .string()
    .meta(pii('free_text'))
    .optional()
    .describe('What the receiving server or the vendor said.'),
};

/** Defines `email.queued`. */
export const emailQueued = defineEvent({
  type: 'email.queued',
  title: 'E-mail queued',
  description: 'The vendor took an e-mail and will send it.',
  data: outgoingEmail.extend({
    scheduledFor: timestamp.optional().describe('When it is to be sent, where that is later.'),
  }),
  example: { ...example, scheduledFor: '2026-11-21T10:00:00Z' },
});

/** Data of `email.queued`: the vendor took an e-mail and will send it. */
export interface EmailQueued extends z.output<typeof emailQueued.data> {}

/** Defines `email.sent`. */
export const emailSent = defineEvent({
  type: 'email.sent',
  title: 'E-mail sent',
  description: "An e-mail left the vendor for the recipient's server.",
  data: outgoingEmail,
  example,
});

/** Data of `email.sent`: an e-mail left the vendor for the recipient's server. */
export interface EmailSent extends z.output<typeof emailSent.data> {}

/** Defines `email.delivered`. */
export const emailDelivered = defineEvent({
  type: 'email.delivered',
  title: 'E-mail delivered',
  description: "The recipient's server accepted an e-mail. It may still end up in the spam folder.",
  data: outgoingEmail.extend({
    code: answer.code,
    reason: answer.reason,
    server: z.string().max(512).optional().describe('The mail server that accepted it.'),
  }),
  example: { ...example, code: 250, reason: 'OK 1762418392', server: 'mx.example.com' },
});

/** Data of `email.delivered`: the recipient's server accepted an e-mail. */
export interface EmailDelivered extends z.output<typeof emailDelivered.data> {}

/** Defines `email.deferred`. */
export const emailDeferred = defineEvent({
  type: 'email.deferred',
  title: 'E-mail deferred',
  description: "The recipient's server asked to try again later, and the vendor will.",
  data: outgoingEmail.extend({
    ...answer,
    attempt: z.int().nonnegative().optional().describe('How often it was tried.'),
    nextAttemptAt: timestamp.optional(),
  }),
  example: {
    ...example,
    code: 451,
    enhancedCode: '4.7.1',
    reason: 'Greylisted, try again later',
    attempt: 2,
    nextAttemptAt: '2026-11-21T09:45:00Z',
  },
});

/** Data of `email.deferred`: the recipient's server asked to try again later, and the vendor will. */
export interface EmailDeferred extends z.output<typeof emailDeferred.data> {}

/** Defines `email.bounced`. */
export const emailBounced = defineEvent({
  type: 'email.bounced',
  title: 'E-mail bounced',
  description:
    "The recipient's server refused an e-mail. A hard bounce will not get better: stop sending there.",
  data: outgoingEmail.extend({
    bounce: z.object({
      kind: z
        .enum(['hard', 'soft'])
        .describe('`hard`: the address will never work. `soft`: it may later, or the vendor cannot tell.'),
      ...answer,
      category: z
        .string()
        .max(256)
        .optional()
        .describe("The vendor's own: `Invalid Address`, `mailbox_full`."),
    }),
  }),
  example: {
    ...example,
    bounce: {
      kind: 'hard',
      code: 550,
      enhancedCode: '5.1.1',
      reason: 'The email account that you tried to reach does not exist.',
      category: 'Invalid Address',
    },
  },
});

/** Data of `email.bounced`: the recipient's server refused an e-mail. */
export interface EmailBounced extends z.output<typeof emailBounced.data> {}

/** Defines `email.dropped`. */
export const emailDropped = defineEvent({
  type: 'email.dropped',
  title: 'E-mail dropped',
  description: 'The vendor did not send an e-mail, such as to an address on its suppression list.',
  data: outgoingEmail.extend({
    reason: z
      .string()
      .meta(pii('free_text'))
      .optional()
      .describe('`Bounced Address`, `Unsubscribed Address`.'),
  }),
  example: { ...example, reason: 'Bounced Address' },
});

/** Data of `email.dropped`: the vendor did not send an e-mail, such as to an address on its suppression list. */
export interface EmailDropped extends z.output<typeof emailDropped.data> {}

/** Defines `email.failed`. */
export const emailFailed = defineEvent({
  type: 'email.failed',
  title: 'E-mail failed',
  description: 'The vendor could not send an e-mail: the message, the account or a template is at fault.',
  data: outgoingEmail.extend({ failure: failure.optional() }),
  example: {
    ...example,
    failure: { code: 'template_rendering', message: 'The template refers to a field that is not there.' },
  },
});

/** Data of `email.failed`: the vendor could not send an e-mail: the message, the account or a template is at fault. */
export interface EmailFailed extends z.output<typeof emailFailed.data> {}

/** All events of an e-mail on its way out. */
export const emailEvents: readonly EventDefinition[] = [
  emailQueued,
  emailSent,
  emailDelivered,
  emailDeferred,
  emailBounced,
  emailDropped,
  emailFailed,
];
