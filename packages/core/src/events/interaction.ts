import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';
import { participant } from '../values/participant.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';

/** Defines `interaction.received`. */
export const interactionReceived = defineEvent({
  type: 'interaction.received',
  title: 'Interaction received',
  description: 'Someone pressed a button, chose from a menu, gave a command or sent in a dialog.',
  data: z.object({
    customer: customerRef.optional(),
    interactionId: vendorId,
    channel: z.string().min(1).max(64).describe('`slack`, `whatsapp`, `telegram`, …'),
    kind: z
      .string()
      .min(1)
      .max(64)
      .describe('`button`, `select`, `command`, `dialog`, `shortcut`, `postback`.'),
    from: participant,
    name: z.string().max(1024).optional().describe('The id of the button, or the command: `/refund`.'),
    value: z
      .string()
      .meta(pii('free_text'))
      .optional()
      .describe('What was chosen, or what follows the command.'),
    fields: z
      .record(z.string().min(1).max(256), jsonValue.meta(pii('free_text')))
      .optional()
      .describe('The fields of a dialog by their names.'),
    conversationId: vendorId.meta(pii('identifier')).optional(),
    messageId: vendorId.optional().describe('The message that holds the button.'),
    triggerId: vendorId.meta(pii('other')).optional().describe('Lets you open a dialog; good for seconds.'),
    responseUrl: webUrl
      .meta(pii('other'))
      .optional()
      .describe('Where to answer; whoever has it can write there, for minutes.'),
  }),
  example: {
    customer: { externalIds: { slack: 'U061F7AUR' } },
    interactionId: '12466734323.1395872398',
    channel: 'slack',
    kind: 'button',
    from: { id: 'U061F7AUR', displayName: 'ada', isBot: false },
    name: 'approve_refund',
    value: 're_1',
    fields: { reason: 'chipped', amount: 19.9 },
    conversationId: 'C0LAN2Q65',
    messageId: '1763717400.000200',
    triggerId: '12466734323.1395872398',
    responseUrl: 'https://chat.example.com/actions/T0001/1234',
  },
});

/** Data of `interaction.received`: someone pressed a button, chose from a menu, gave a command or sent in a dialog. */
export interface InteractionReceived extends z.output<typeof interactionReceived.data> {}

/** All events of interactions with what you sent. */
export const interactionEvents: readonly EventDefinition[] = [interactionReceived];
