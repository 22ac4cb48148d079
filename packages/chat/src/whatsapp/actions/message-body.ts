import type { z } from 'zod';
import { buttonPayload } from '../../button-payload.ts';
import type { messageAttachment, messageButton, sendMessage } from '../../contract.ts';
import { notSupported as refuse } from '../../not-supported.ts';
import { whatsappPartsOf } from './native-message.ts';

type Content = Omit<z.output<typeof sendMessage.input>, 'conversationId' | 'threadId' | 'replyToMessageId'>;
type Attachment = z.output<typeof messageAttachment>;
type Button = z.output<typeof messageButton>;
type ReplyButton = Extract<Button, { readonly kind: 'reply' }>;

/** The part of a request that says what a message shows: its type, and the object of that name. */
export interface MessageBody {
  readonly type: string;
  readonly [type: string]: unknown;
}

/**
 * What a message says, in WhatsApp's words: a text; a file with the text as its caption; or, where there are buttons, the two
 * as body and header of an interactive message. WhatsApp always reads `*`, `_`, `~` and backticks as its markup, and has no
 * way to write them otherwise.
 *
 * @throws TouchlineError `action.not_supported` naming the option that WhatsApp cannot honour, `action.input_invalid` for
 *   `native.whatsapp` that is not as it is documented.
 */
export const messageBody = ({
  text,
  format,
  attachments = [],
  buttons = [],
  native,
}: Content): MessageBody => {
  const { message, preview_url = false, list_button } = whatsappPartsOf(native);
  if (message) return message;
  if (format !== 'plain') throw notSupported('format', 'WhatsApp has a markup of its own, and no CommonMark');
  const [attachment, ...others] = attachments;
  if (others.length > 0) throw notSupported('attachments', 'a message holds one file');
  if (buttons.length > 0) return interactive(text, buttons, attachment, list_button);
  if (attachment) return fileMessage(text, attachment);
  return { type: 'text', text: { preview_url, body: within('text', text, longestText) } };
};

/*
 * The bounds: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages, …/interactive-reply-buttons-messages,
 * …/interactive-list-messages, …/interactive-cta-url-messages
 */
const longestText = 4_096;
const longestBody = 1_024;
const longestCaption = 1_024;
const mostReplies = 3;
const mostRows = 10;

const types = { image: 'image', video: 'video', audio: 'audio', file: 'document' } as const;

const fileMessage = (text: string, attachment: Attachment): MessageBody => {
  const type = types[attachment.kind];
  if (type === 'audio')
    throw notSupported(
      'attachments[0]',
      'WhatsApp shows no words with audio; send it as native.whatsapp.message',
    );
  return { type, [type]: { ...mediaOf(attachment), caption: within('text', text, longestCaption) } };
};

const mediaOf = ({ kind, url, name }: Attachment) => ({
  link: url,
  ...(kind === 'file' && name && { filename: name }),
});

const interactive = (
  text: string,
  buttons: readonly Button[],
  attachment: Attachment | undefined,
  listButton: string | undefined,
): MessageBody => {
  const body = { text: within('text', text, longestBody) };
  const header = attachment && { header: headerOf(attachment) };
  const [first] = buttons;
  if (buttons.length === 1 && first?.kind === 'link') {
    const parameters = { display_text: within('buttons[0].label', first.label, 20), url: first.url };
    const action = { name: 'cta_url', parameters };
    return { type: 'interactive', interactive: { type: 'cta_url', ...header, body, action } };
  }
  const replies = buttons.map(replyOf);
  if (replies.length <= mostReplies) {
    const action = { buttons: replies.map(replyButton) };
    return { type: 'interactive', interactive: { type: 'button', ...header, body, action } };
  }
  if (replies.length > mostRows) throw notSupported('buttons', `more than ${mostRows}`);
  if (header)
    throw notSupported('attachments', `a list, which more than ${mostReplies} buttons are, shows no file`);
  if (listButton === undefined)
    throw notSupported(
      'buttons',
      `more than ${mostReplies} are a list: say in native.whatsapp.list_button what opens it`,
    );
  const action = { button: listButton, sections: [{ rows: replies.map(row) }] };
  return { type: 'interactive', interactive: { type: 'list', body, action } };
};

const headerOf = (attachment: Attachment) => {
  const type = types[attachment.kind];
  if (type === 'audio') throw notSupported('attachments[0]', 'WhatsApp shows no audio with buttons');
  return { type, [type]: mediaOf(attachment) };
};

const replyOf = (button: Button, index: number): ReplyButton => {
  if (button.kind === 'link')
    throw notSupported(`buttons[${index}]`, 'a link stands alone, and not among other buttons');
  return button;
};

const replyButton = (button: ReplyButton, index: number) => ({
  type: 'reply',
  reply: { id: idOf(button, index, 256), title: within(`buttons[${index}].label`, button.label, 20) },
});

const row = (button: ReplyButton, index: number) => ({
  id: idOf(button, index, 200),
  title: within(`buttons[${index}].label`, button.label, 24),
});

const idOf = (button: ReplyButton, index: number, longest: number): string =>
  within(`buttons[${index}]`, buttonPayload(button), longest, 'id and value together');

const within = (option: string, text: string, longest: number, what = ''): string => {
  if (text.length > longest)
    throw notSupported(option, `${what && `${what}, `}more than ${longest} characters`);
  return text;
};

const notSupported = (option: string, why: string) => refuse('whatsapp', option, why);
