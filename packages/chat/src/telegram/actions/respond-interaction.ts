import { type ActionContext, defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { acceptingAlready } from '../../accepting-already.ts';
import type { TelegramSettings } from '../config.ts';
import { call } from './call.ts';

/**
 * Answers a press of a button: until then the button turns. Telegram shows the words for a moment, or until they are put away.
 *
 * @see https://core.telegram.org/bots/api#answercallbackquery
 */
export const respondInteraction = defineAction({
  name: 'respondInteraction',
  title: 'Respond to an interaction',
  description:
    'Ends the waiting of a button that was pressed, with a few words or without. Good for some minutes.',
  input: z.strictObject({
    triggerId: z.string().min(1).max(256).describe('`triggerId` of the interaction.'),
    text: z
      .string()
      .min(1)
      .max(200)
      .meta(pii('free_text'))
      .optional()
      .describe('What the person sees at the top of the chat. Without it the button only stops to turn.'),
    showAlert: z.boolean().default(false).describe('Shows the words in a box that must be put away.'),
  }),
  output: z.object({ accepted: z.literal(true) }),
  effect: 'write',
  idempotent: 'natural',
  example: { triggerId: '4382174950123456789', text: 'The refund is approved.' },
});

/** What {@link respondInteraction} takes. */
export interface RespondInteractionInput extends z.input<typeof respondInteraction.input> {}

/** What {@link respondInteraction} gives. */
export interface RespondInteractionOutput extends z.output<typeof respondInteraction.output> {}

/** See {@link respondInteraction}. One that was answered within this delivery is refused the second time, and done all the same. */
export const runRespondInteraction = async (
  { triggerId, text, showAlert }: z.output<typeof respondInteraction.input>,
  context: ActionContext<TelegramSettings>,
): Promise<RespondInteractionOutput> => {
  const answer = {
    callback_query_id: triggerId,
    ...(text && { text }),
    ...(showAlert && { show_alert: true }),
  };
  const run = (): Promise<unknown> => call('answerCallbackQuery', answer, context);
  if (context.attempt > 1) await acceptingAlready('query_expired', run);
  else await run();
  return { accepted: true };
};
