import { type ActionContext, defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { type SendMessageOutput, sendMessage } from '../../contract.ts';
import type { WhatsAppSettings } from '../config.ts';
import { postMessage } from './post-message.ts';

const { conversationId, replyToMessageId } = sendMessage.input.shape;

/**
 * Sends a message template that Meta approved: the one way to write to somebody who has not written within 24 hours.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
 */
export const sendTemplate = defineAction({
  name: 'sendTemplate',
  title: 'Send a template',
  description: 'Sends an approved template, also to somebody who has not written within the last 24 hours.',
  input: z.strictObject({
    conversationId,
    name: z.string().min(1).max(512).describe('The name of the template.'),
    language: z.string().min(2).max(16).describe('One that it is approved in: `en_US`.'),
    bodyParameters: z
      .union([
        z.array(z.string().max(32_768).meta(pii('free_text'))),
        z.record(z.string().min(1).max(128), z.string().max(32_768).meta(pii('free_text'))),
      ])
      .optional()
      .describe(
        'What stands for `{{1}}`, `{{2}}`, …; or, of a template with named parameters, by their names.',
      ),
    components: z
      .array(z.looseObject({ type: z.string().min(1) }))
      .max(20)
      .optional()
      .describe(
        "Header, buttons and what else it takes, in WhatsApp's own shape; the body goes before them.",
      ),
    replyToMessageId,
  }),
  output: sendMessage.output,
  effect: 'write',
  idempotent: 'no',
  example: {
    conversationId: '+14155550123',
    name: 'order_confirmation',
    language: 'en_US',
    bodyParameters: ['Ada', '1042'],
  },
});

/** What {@link sendTemplate} takes. */
export interface SendTemplateInput extends z.input<typeof sendTemplate.input> {}

/** What {@link sendTemplate} gives. */
export interface SendTemplateOutput extends z.output<typeof sendTemplate.output> {}

/** See {@link sendTemplate}. */
export const runSendTemplate = (
  input: z.output<typeof sendTemplate.input>,
  context: ActionContext<WhatsAppSettings>,
): Promise<SendMessageOutput> => {
  const { name, language, bodyParameters, components = [], replyToMessageId: reply } = input;
  const all = [...bodyOf(bodyParameters), ...components];
  const template = { name, language: { code: language }, ...(all.length > 0 && { components: all }) };
  const message = { type: 'template', template, ...(reply && { context: { message_id: reply } }) };
  return postMessage(input.conversationId, message, context);
};

const bodyOf = (parameters: z.output<typeof sendTemplate.input>['bodyParameters']) => {
  if (parameters === undefined) return [];
  const values = Array.isArray(parameters)
    ? parameters.map((text) => ({ type: 'text', text }))
    : Object.entries(parameters).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text }));
  return [{ type: 'body', parameters: values }];
};
