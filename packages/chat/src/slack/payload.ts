import { z } from 'zod';
import { slackCommand } from './payload/command.ts';
import { slackEventBody } from './payload/event.ts';
import { slackInteraction } from './payload/interaction.ts';

/** Whatever Slack posts, in the form it came in; see `readSlackBody`. */
export const slackPayload = z.discriminatedUnion('form', [
  z.object({ form: z.literal('event'), body: slackEventBody }),
  z.object({ form: z.literal('interaction'), body: slackInteraction }),
  z.object({ form: z.literal('command'), body: slackCommand }),
]);

/** See {@link slackPayload}. */
export type SlackPayload = z.output<typeof slackPayload>;
