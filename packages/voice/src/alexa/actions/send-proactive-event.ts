import { createHash } from 'node:crypto';
import { defineAction, type Implement, jsonValue, pii, TouchlineError, timestamp } from '@touchline/core';
import { z } from 'zod';
import type { AlexaSettings } from '../config.ts';

/**
 * Notifies one person, or all who want it; Alexa's own action.
 *
 * @see https://developer.amazon.com/docs/smapi/proactive-events-api-reference.html
 */
export const sendProactiveEvent = defineAction({
  name: 'sendProactiveEvent',
  title: 'Send a proactive event',
  description:
    'Has Alexa notify a person who enabled notifications of the skill, or all of them. What can be said is given by Amazon’s schemas.',
  input: z.strictObject({
    event: z.strictObject({
      name: z.string().min(1).max(256).describe('A schema of Amazon’s: `AMAZON.OrderStatus.Updated`.'),
      payload: z.record(z.string().min(1).max(256), jsonValue.meta(pii('free_text'))),
    }),
    userId: z
      .string()
      .min(1)
      .max(256)
      .meta(pii('identifier'))
      .optional()
      .describe('Whom: `externalIds.alexa` of the customer. Without it, everyone who wants it.'),
    localizedAttributes: z
      .array(z.record(z.string().min(1).max(256), z.string().max(4096)))
      .max(100)
      .default([])
      .describe('The words that the payload refers to, one entry for each `locale`.'),
    expiresInMinutes: z
      .int()
      .min(5)
      .max(24 * 60)
      .default(24 * 60)
      .describe('How long the notification is kept.'),
    occurredAt: timestamp.optional().describe('When it happened. Default: now.'),
  }),
  output: z.object({ referenceId: z.string().describe('The id under which Alexa holds it.') }),
  effect: 'write',
  idempotent: 'key',
  example: {
    event: {
      name: 'AMAZON.OrderStatus.Updated',
      payload: {
        state: { status: 'ORDER_SHIPPED' },
        order: { seller: { name: 'localizedattribute:sellerName' } },
      },
    },
    userId: 'amzn1.ask.account.AM3B227HF3FAM1B261HK7FFM3A2',
    localizedAttributes: [{ locale: 'en-GB', sellerName: 'The Shop' }],
  },
});

/** What `sendProactiveEvent` takes. */
export interface SendProactiveEventInput extends z.input<typeof sendProactiveEvent.input> {}

/** What `sendProactiveEvent` answers with. */
export interface SendProactiveEventOutput extends z.output<typeof sendProactiveEvent.output> {}

/**
 * How Alexa does it. Its `referenceId` is made of the delivery's key, and one that is there already is answered 409: so a
 * delivery that comes twice notifies once.
 */
export const sendProactiveEventAction = (implement: Implement<AlexaSettings>) =>
  implement(sendProactiveEvent, async (input, { http, config, clock, signal, idempotencyKey }) => {
    const { proactiveEvents } = config;
    if (!proactiveEvents)
      throw new TouchlineError(
        'action.input_invalid',
        'A proactive event needs proactiveEvents in the config of alexa.',
      );
    const referenceId = createHash('sha256').update(idempotencyKey).digest('hex');
    const stage = proactiveEvents.stage === 'development' ? '/stages/development' : '';
    try {
      await http.post(`/v1/proactiveEvents${stage}`, {
        json: {
          timestamp: input.occurredAt ?? new Date(clock.now()).toISOString(),
          referenceId,
          expiryTime: new Date(clock.now() + input.expiresInMinutes * 60_000).toISOString(),
          event: input.event,
          localizedAttributes: input.localizedAttributes,
          relevantAudience:
            input.userId === undefined
              ? { type: 'Multicast', payload: {} }
              : { type: 'Unicast', payload: { user: input.userId } },
        },
        operation: 'event.notify',
        idempotent: true,
        signal,
      });
    } catch (error) {
      if (!TouchlineError.isInstance(error) || error.vendorStatus !== 409) throw error;
    }
    return { referenceId };
  });
