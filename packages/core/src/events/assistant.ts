import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { jsonValue } from '../values/json-value.ts';
import { vendorId } from '../values/vendor-id.ts';

const session = z.object({
  customer: customerRef.optional(),
  sessionId: vendorId,
  assistant: z.string().min(1).max(64).describe('`alexa`, `dialogflow`, … or a name of your own.'),
  language: z.string().max(64).optional().describe('BCP 47.'),
});

const example = {
  customer: { externalIds: { alexa: 'amzn1.account.AEUHSFGVXWOYRSM2A7SVAK47L3I' } },
  sessionId: 'session-0010',
  assistant: 'alexa',
  language: 'en-GB',
};

/** Defines `session.started`. */
export const sessionStarted = defineEvent({
  type: 'session.started',
  title: 'Session started',
  description: 'Someone began to talk to an assistant.',
  data: session,
  example,
});

/** Data of `session.started`: someone began to talk to an assistant. */
export interface SessionStarted extends z.output<typeof sessionStarted.data> {}

/** Defines `intent.received`. */
export const intentReceived = defineEvent({
  type: 'intent.received',
  title: 'Intent received',
  description: 'An assistant understood what someone wants.',
  data: session.extend({
    intent: z.string().min(1).max(256),
    slots: z
      .record(z.string().min(1).max(256), jsonValue.meta(pii('free_text')))
      .optional()
      .describe('The details that were named, by the names of the slots.'),
    utterance: z.string().meta(pii('recording')).optional().describe('What was said.'),
    confidence: z.number().min(0).max(1).optional().describe('How sure the vendor is: 0 to 1.'),
  }),
  example: {
    ...example,
    intent: 'OrderStatus',
    slots: { orderNumber: '1042' },
    utterance: 'where is my order ten forty two',
    confidence: 0.87,
  },
});

/** Data of `intent.received`: an assistant understood what someone wants. */
export interface IntentReceived extends z.output<typeof intentReceived.data> {}

/** Defines `session.ended`. */
export const sessionEnded = defineEvent({
  type: 'session.ended',
  title: 'Session ended',
  description: 'A talk with an assistant is over.',
  data: session.extend({
    reason: z
      .string()
      .max(256)
      .optional()
      .describe("The vendor's own: `USER_INITIATED`, `EXCEEDED_MAX_REPROMPTS`."),
    failure: failure.optional(),
  }),
  example: {
    ...example,
    reason: 'ERROR',
    failure: { code: 'INVALID_RESPONSE', message: 'The skill did not answer in time.' },
  },
});

/** Data of `session.ended`: a talk with an assistant is over. */
export interface SessionEnded extends z.output<typeof sessionEnded.data> {}

/** All events of talks with an assistant. */
export const assistantEvents: readonly EventDefinition[] = [sessionStarted, intentReceived, sessionEnded];
