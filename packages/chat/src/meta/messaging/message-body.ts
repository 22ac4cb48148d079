import type { z } from 'zod';
import { buttonPayload } from '../../button-payload.ts';
import type { messageAttachment, messageButton, sendMessage } from '../../contract.ts';
import { nativePartsOf } from '../../native-parts.ts';
import { notSupported as refuse } from '../../not-supported.ts';
import { messagingNativeMessage } from './native-message.ts';

type Content = Omit<z.output<typeof sendMessage.input>, 'conversationId' | 'threadId' | 'replyToMessageId'>;
type Attachment = z.output<typeof messageAttachment>;
type Button = z.output<typeof messageButton>;
type Refuse = (option: string, why: string) => Error;

/** What a channel allows. */
export interface MessagingRules {
  readonly connector: 'messenger' | 'instagram';
  /** How long a text is that is too long; undefined for one that is not. */
  readonly tooLong: (text: string) => string | undefined;
}

/** The part of a request that says what a message shows, and how it may be sent. */
export interface MessagingBody {
  readonly message: Readonly<Record<string, unknown>>;
  readonly messaging_type: string;
  readonly tag?: string;
  readonly persona_id?: string;
}

/**
 * What a message says, in the words of the Send API: a text; a text with up to three buttons as a button template, with up to
 * thirteen replies as quick replies; an image with a few words as a generic template. Other files cannot go with words, and the
 * contract has no message without: they are sent as `native.<connector>.message`.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/send-api
 * @throws TouchlineError `action.not_supported` naming the option that cannot be honoured, `action.input_invalid` for native
 *   parts that are not as they are documented.
 */
export const messagingBody = (content: Content, { connector, tooLong }: MessagingRules): MessagingBody => {
  const { text, format, attachments = [], buttons = [], native } = content;
  const notSupported: Refuse = (option, why) => refuse(connector, option, why);
  const { message, tag, messaging_type, ...more } = nativePartsOf(connector, messagingNativeMessage, native);
  const how = {
    messaging_type: messaging_type ?? (tag ? 'MESSAGE_TAG' : 'RESPONSE'),
    ...(tag && { tag }),
    ...(more.persona_id && { persona_id: more.persona_id }),
  };
  if (message) return { message, ...how };
  if (format !== 'plain') throw notSupported('format', 'the channel has no markup');
  const [attachment, ...others] = attachments;
  if (others.length > 0) throw notSupported('attachments', 'a message with words holds one image');
  if (attachment) return { message: card(text, attachment, buttons, notSupported), ...how };
  const longest = tooLong(text);
  if (longest) throw notSupported('text', longest);
  return { message: worded(text, buttons, notSupported), ...how };
};

const mostButtons = 3;
const mostQuickReplies = 13;
const longestTitle = 20;
const longestPayload = 1_000;
/** https://developers.facebook.com/docs/messenger-platform/reference/templates/button */
const longestButtonText = 640;
/** https://developers.facebook.com/docs/messenger-platform/reference/templates/generic */
const longestCardTitle = 80;

const worded = (text: string, buttons: readonly Button[], notSupported: Refuse) => {
  if (buttons.length === 0) return { text };
  if (buttons.length > mostButtons) return { text, quick_replies: quickReplies(buttons, notSupported) };
  if (text.length > longestButtonText)
    throw notSupported('text', `more than ${longestButtonText} characters with buttons`);
  return template({ template_type: 'button', text, buttons: templateButtons(buttons, notSupported) });
};

const card = (text: string, { kind, url }: Attachment, buttons: readonly Button[], notSupported: Refuse) => {
  if (kind !== 'image')
    throw notSupported('attachments[0]', `no words go with a ${kind}; send it as a native message`);
  if (text.length > longestCardTitle)
    throw notSupported('text', `more than ${longestCardTitle} characters with an image`);
  if (buttons.length > mostButtons) throw notSupported('buttons', `more than ${mostButtons} with an image`);
  const shown = templateButtons(buttons, notSupported);
  const element = { title: text, image_url: url, ...(shown.length > 0 && { buttons: shown }) };
  return template({ template_type: 'generic', elements: [element] });
};

const template = (payload: object) => ({ attachment: { type: 'template', payload } });

const templateButtons = (buttons: readonly Button[], notSupported: Refuse) =>
  buttons.map((button, index) => {
    const title = titleOf(button, index, notSupported);
    return button.kind === 'link'
      ? { type: 'web_url', title, url: button.url }
      : { type: 'postback', title, payload: payloadOf(button, index, notSupported) };
  });

/** https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies */
const quickReplies = (buttons: readonly Button[], notSupported: Refuse) => {
  if (buttons.length > mostQuickReplies) throw notSupported('buttons', `more than ${mostQuickReplies}`);
  return buttons.map((button, index) => {
    if (button.kind === 'link')
      throw notSupported(`buttons[${index}]`, `a link among more than ${mostButtons} buttons`);
    return {
      content_type: 'text',
      title: titleOf(button, index, notSupported),
      payload: payloadOf(button, index, notSupported),
    };
  });
};

const titleOf = ({ label }: Button, index: number, notSupported: Refuse): string => {
  if (label.length > longestTitle)
    throw notSupported(`buttons[${index}].label`, `more than ${longestTitle} characters`);
  return label;
};

const payloadOf = (
  button: Extract<Button, { readonly kind: 'reply' }>,
  index: number,
  notSupported: Refuse,
): string => {
  const payload = buttonPayload(button);
  if (payload.length > longestPayload)
    throw notSupported(`buttons[${index}]`, `id and value together, more than ${longestPayload} characters`);
  return payload;
};
