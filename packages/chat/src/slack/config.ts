import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * The config of a Slack app in one workspace. Slack's API has no versions to pin: a method keeps its name and grows.
 *
 * @see https://docs.slack.dev/apis/web-api/
 */
export const slackConfig = z.object({
  botToken: secret().describe(
    'The bot token, `xoxb-…`. Scopes: `chat:write`, `reactions:write`; `channels:history` and its kin to look for a message.',
  ),
  signingSecret: secrets().describe('The signing secret of the app, or several while it is rotated.'),
  notifyChannel: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'The channel that the default reactions write to: an id such as `C0LAN2Q65`. Without it they do nothing.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://slack.com/api')
    .describe('Another one for GovSlack (`https://slack-gov.com/api`), a sandbox or a proxy.'),
});

/** What `slack(…)` takes. */
export interface SlackConfig extends z.input<typeof slackConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface SlackSettings extends z.output<typeof slackConfig> {}
