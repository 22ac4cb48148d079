import type { z } from 'zod';
import type { messageAttachment, messageButton, sendMessage } from '../../contract.ts';
import { notSupported as refuse } from '../../not-supported.ts';
import { escapeText } from '../text.ts';
import { type SlackNativeMessage, slackPartsOf } from './native-message.ts';

type Content = Omit<z.output<typeof sendMessage.input>, 'conversationId' | 'threadId' | 'replyToMessageId'>;
type Attachment = z.output<typeof messageAttachment>;
type Button = z.output<typeof messageButton>;
type Block = NonNullable<SlackNativeMessage['blocks']>[number];

/** The part of a request that says what a message shows. */
export interface MessageBody extends Omit<SlackNativeMessage, 'blocks'> {
  readonly text: string;
  readonly blocks?: readonly Block[];
}

/**
 * What a message says, in Slack's words. The text alone where that is all there is; else blocks, with the text for
 * notifications and screen readers.
 *
 * @throws TouchlineError `action.not_supported` naming the option that Slack cannot honour, `action.input_invalid` for
 *   `native.slack` that is not as Slack has it.
 */
export const messageBody = (content: Content): MessageBody => {
  const { text, format, attachments = [], buttons = [], native } = content;
  const { blocks: nativeBlocks, ...parts } = slackPartsOf(native);
  const escaped = escapeText(text);
  if (escaped.length > longestText) throw notSupported('text', `more than ${longestText} characters`);
  const extras = [...attachments.map(imageBlock), ...buttonBlocks(buttons)];
  if (!nativeBlocks && extras.length === 0 && format === 'plain') return { ...parts, text: escaped };
  const blocks = [...(nativeBlocks ?? textBlocks(text, format)), ...extras];
  if (blocks.length > mostBlocks)
    throw notSupported('native.slack.blocks', `more than ${mostBlocks} blocks in all`);
  return { ...parts, text: escaped, blocks };
};

/**
 * The same as blocks, always: a message is edited by blocks, because the text alone would be read as markup, and blocks that
 * are not given again would stay.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
export const editedMessageBody = (content: Content): MessageBody => {
  const {
    text,
    blocks = textBlocks(content.text, content.format),
    attachments = [],
    ...others
  } = messageBody(content);
  const [unchangeable] = Object.keys(others);
  if (unchangeable)
    throw notSupported(`native.slack.${unchangeable}`, 'a message keeps what it was sent with');
  return { text, blocks, attachments };
};

/*
 * Slack also bounds all blocks together, at some 13 000 characters that it documents nowhere and measures its own way
 * (https://github.com/slackapi/bolt-js/issues/2509): what goes beyond comes back as `msg_blocks_too_long`.
 */

/** Beyond this Slack cuts a text: https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const longestText = 40_000;
/** https://docs.slack.dev/reference/block-kit/blocks */
const mostBlocks = 50;
/** https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
const longestMarkdown = 12_000;
/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const longestSection = 3_000;

const textBlocks = (text: string, format: Content['format']): readonly Block[] => {
  if (format === 'markdown') {
    if (text.length > longestMarkdown)
      throw notSupported('format', `markdown of more than ${longestMarkdown} characters`);
    return [{ type: 'markdown', text }];
  }
  return sectionsOf(text).map((section) => ({
    type: 'section',
    text: { type: 'plain_text', text: section, emoji: false },
  }));
};

/** Cuts between words where it can, and never through a character. */
const sectionsOf = (text: string): readonly string[] => {
  const sections: string[] = [];
  let rest = text;
  while (rest.length > longestSection) {
    const head = rest.slice(0, longestSection + 1);
    const space = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const end = space > 0 ? space : head.slice(0, -1).replace(/[\uD800-\uDBFF]$/, '').length;
    sections.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...sections, rest].filter((section) => section.trim() !== '');
};

/** https://docs.slack.dev/reference/block-kit/blocks/image-block */
const imageBlock = ({ kind, url, name, alternativeText }: Attachment, index: number): Block => {
  if (kind !== 'image')
    throw notSupported(`attachments[${index}]`, `Slack fetches images by their URL, and no ${kind}`);
  return {
    type: 'image',
    image_url: url,
    alt_text: alternativeText ?? name ?? 'image',
    ...(name && { title: { type: 'plain_text', text: name, emoji: false } }),
  };
};

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const buttonBlocks = (buttons: readonly Button[]): readonly Block[] =>
  buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.map(buttonElement) }];

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const buttonElement = (button: Button, index: number) => {
  const text = { type: 'plain_text', text: button.label, emoji: true };
  if (button.kind === 'link')
    return { type: 'button', text, url: button.url, action_id: `touchline_link_${index}` };
  const { id, value, style } = button;
  return { type: 'button', text, action_id: id, ...(value && { value }), ...(style && { style }) };
};

const notSupported = (option: string, why: string) => refuse('slack', option, why);
