import { z } from 'zod';
import { nativePartsOf } from '../../native-parts.ts';

const block = z.looseObject({ type: z.string().min(1) });

/**
 * Slack's own message parts, as `native.slack` of a message. Names and shapes are Slack's; see
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const slackNativeMessage = z.strictObject({
  /** Blocks in place of the text, which is then what notifications and screen readers say. Buttons and images follow them. */
  blocks: z.array(block).max(50).optional(),
  /** Secondary attachments: legacy, but the one way to a coloured bar. */
  attachments: z.array(z.looseObject({})).max(100).optional(),
  /** Also shows a reply of a thread in the channel. Only when sending. */
  reply_broadcast: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  /** Another name than the app's; needs the scope `chat:write.customize`. Only when sending. */
  username: z.string().min(1).max(80).optional(),
  icon_emoji: z.string().min(1).max(256).optional(),
  icon_url: z.url({ protocol: /^https?$/ }).optional(),
});

/** See {@link slackNativeMessage}. A type, not an interface, so that it fits the contract's `native`. */
export type SlackNativeMessage = z.output<typeof slackNativeMessage>;

/**
 * Reads `native.slack`.
 *
 * @throws TouchlineError `action.input_invalid` naming every path that is wrong.
 */
export const slackPartsOf = (native: Readonly<Record<string, unknown>> | undefined): SlackNativeMessage =>
  nativePartsOf('slack', slackNativeMessage, native);
