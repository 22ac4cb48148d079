import { z } from 'zod';
import { said } from './said.ts';

/** A message, as it stands in events and in the interactions with it. Fields that are not read are left out. */
export const slackMessage = z.object({
  ts: said,
  subtype: said,
  text: said,
  user: said,
  username: said,
  bot_id: said,
  app_id: said,
  bot_profile: z.object({ app_id: said, name: said }).nullish(),
  thread_ts: said,
  edited: z.object({ ts: said }).nullish(),
  files: z
    .array(
      z.object({
        name: said,
        mimetype: said,
        size: z.number().nullish(),
        url_private: said,
        url_private_download: said,
      }),
    )
    .nullish(),
});

/** See {@link slackMessage}. */
export interface SlackMessage extends z.output<typeof slackMessage> {}
