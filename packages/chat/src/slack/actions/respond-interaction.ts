import { type ActionContext, defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { sendMessage } from '../../contract.ts';
import type { SlackSettings } from '../config.ts';
import { json } from './json-body.ts';
import { messageBody } from './message-body.ts';

const { text, format, attachments, buttons, native, threadId } = sendMessage.input.shape;

/**
 * Answers an interaction through its response URL: five times at most, within 30 minutes, and also where the app is no
 * member of the conversation.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export const respondInteraction = defineAction({
  name: 'respondInteraction',
  title: 'Respond to an interaction',
  description:
    'Answers a command, a press of a button or a shortcut: with a message to the person or to the conversation, or in place of the message that held the button.',
  input: z.strictObject({
    responseUrl: z
      .url({ protocol: /^https?$/ })
      .max(8_192)
      .meta(pii('other'))
      .describe('`responseUrl` of the interaction.'),
    text,
    format,
    attachments,
    buttons,
    native,
    visibleTo: z
      .enum(['person', 'conversation'])
      .default('person')
      .describe('Who sees it: the one who interacted, or all.'),
    replaceOriginal: z
      .boolean()
      .default(false)
      .describe('Puts it in place of the message that held the button.'),
    threadId,
  }),
  output: z.object({ accepted: z.literal(true) }),
  effect: 'write',
  idempotent: 'no',
  example: {
    responseUrl: 'https://hooks.slack.com/actions/T061EG9R6/1234/abcd',
    text: 'The refund is approved.',
    replaceOriginal: true,
  },
});

/** What {@link respondInteraction} takes. */
export interface RespondInteractionInput extends z.input<typeof respondInteraction.input> {}

/** What {@link respondInteraction} gives. */
export interface RespondInteractionOutput extends z.output<typeof respondInteraction.output> {}

/** The URL came from outside, so the HTTP client sends it no token, and looks where it leads. */
export const runRespondInteraction = async (
  {
    responseUrl,
    visibleTo,
    replaceOriginal,
    threadId: thread,
    ...content
  }: z.output<typeof respondInteraction.input>,
  { http, signal }: ActionContext<SlackSettings>,
): Promise<RespondInteractionOutput> => {
  await http.post(responseUrl, {
    ...json({
      response_type: visibleTo === 'person' ? 'ephemeral' : 'in_channel',
      replace_original: replaceOriginal,
      ...(thread && { thread_ts: thread }),
      mrkdwn: false,
      ...messageBody(content),
    }),
    operation: 'response_url',
    signal,
  });
  return { accepted: true };
};
