import type { z } from 'zod';
import { buttonPayload } from '../../button-payload.ts';
import type { messageAttachment, messageButton, sendMessage } from '../../contract.ts';
import { notSupported as refuse } from '../../not-supported.ts';
import { telegramPartsOf } from './native-message.ts';

type Content = Omit<z.output<typeof sendMessage.input>, 'conversationId' | 'threadId' | 'replyToMessageId'>;
type Attachment = z.output<typeof messageAttachment>;
type Button = z.output<typeof messageButton>;

/** A method that sends, and what it sends. */
export interface MessageCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * What a message says, as a call: `sendMessage` for plain text, `sendRichMessage` for markdown, `sendPhoto` and its kin for a file
 * with the text as its caption, `sendMediaGroup` for several pictures.
 *
 * @throws TouchlineError `action.not_supported` naming the option that Telegram cannot honour, `action.input_invalid` for
 *   `native.telegram` that is not as it is documented.
 */
export const messageCall = (content: Content): MessageCall => {
  const { text, format, attachments = [], buttons = [], native } = content;
  const {
    parse_mode,
    reply_markup = keyboardOf(buttons),
    link_preview_options,
    ...others
  } = telegramPartsOf(native);
  const common = { ...others, ...(reply_markup && { reply_markup }) };
  const isMarkdown = format === 'markdown' && parse_mode === undefined;
  const [attachment, ...more] = attachments;
  if (!attachment) {
    if (isMarkdown)
      return { method: 'sendRichMessage', parameters: { rich_message: { markdown: text }, ...common } };
    const words = { text: within(text, longestText), ...(parse_mode && { parse_mode }) };
    const preview = link_preview_options && { link_preview_options };
    return { method: 'sendMessage', parameters: { ...words, ...preview, ...common } };
  }
  if (isMarkdown) throw notSupported('format', 'a file has a caption, which knows no CommonMark');
  const caption = { caption: within(text, longestCaption), ...(parse_mode && { parse_mode }) };
  if (more.length === 0) {
    const [method, field] = methods[attachment.kind];
    return { method, parameters: { [field]: attachment.url, ...caption, ...common } };
  }
  if (reply_markup) throw notSupported('buttons', 'none go with several files');
  const media = attachments.map((each, index) => ({ ...mediaOf(each, index), ...(index === 0 && caption) }));
  return { method: 'sendMediaGroup', parameters: { media, ...others } };
};

/** The buttons below a message, each in a row of its own; undefined where there are none. */
export const keyboardOf = (
  buttons: readonly Button[],
): { readonly inline_keyboard: readonly (readonly object[])[] } | undefined =>
  buttons.length === 0
    ? undefined
    : { inline_keyboard: buttons.map((button, index) => [buttonOf(button, index)]) };

/** https://core.telegram.org/bots/api#sendmessage */
const longestText = 4_096;
/** https://core.telegram.org/bots/api#sendphoto */
const longestCaption = 1_024;
/** https://core.telegram.org/bots/api#inlinekeyboardbutton */
const longestDataBytes = 64;

/** The text of a message that may be so long. */
export const within = (text: string, longest: number): string => {
  if (text.length > longest) throw notSupported('text', `more than ${longest} characters`);
  return text;
};

const methods = {
  image: ['sendPhoto', 'photo'],
  video: ['sendVideo', 'video'],
  audio: ['sendAudio', 'audio'],
  file: ['sendDocument', 'document'],
} as const;

/** https://core.telegram.org/bots/api#sendmediagroup */
const mediaOf = ({ kind, url }: Attachment, index: number) => {
  if (kind !== 'image' && kind !== 'video')
    throw notSupported(`attachments[${index}]`, 'only pictures and videos go together');
  return { type: kind === 'image' ? 'photo' : 'video', media: url };
};

const buttonOf = (button: Button, index: number): object => {
  if (button.kind === 'link') return { text: button.label, url: button.url };
  const data = buttonPayload(button);
  if (Buffer.byteLength(data) > longestDataBytes)
    throw notSupported(`buttons[${index}]`, `id and value together, more than ${longestDataBytes} bytes`);
  return { text: button.label, callback_data: data, ...(button.style && { style: button.style }) };
};

const notSupported = (option: string, why: string) => refuse('telegram', option, why);
