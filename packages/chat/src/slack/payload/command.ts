import { z } from 'zod';
import { said } from './said.ts';

/**
 * A slash command, or the ping by which Slack checks the certificate (`ssl_check=1`), which has nothing else.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const slackCommand = z.union([
  z.object({ ssl_check: z.literal('1') }),
  z.object({
    command: z.string(),
    text: said,
    user_id: z.string(),
    user_name: said,
    channel_id: said,
    team_id: said,
    enterprise_id: said,
    trigger_id: said,
    response_url: said,
  }),
]);

/** See {@link slackCommand}. */
export type SlackCommand = z.output<typeof slackCommand>;
