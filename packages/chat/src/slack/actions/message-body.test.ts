import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SendMessageInput, sendMessage } from '../../contract.ts';
import { blockFaults } from '../sandbox/block-rules.ts';
import { editedMessageBody, messageBody } from './message-body.ts';

const contentOf = (input: Partial<SendMessageInput>) => {
  const { conversationId: _, ...content } = sendMessage.input.parse({
    conversationId: 'C1',
    text: 'Hello',
    ...input,
  });
  return content;
};
const bodyOf = (input: Partial<SendMessageInput>) => messageBody(contentOf(input));

describe('the body of a message', () => {
  test('is its text alone where that is all there is', () => {
    expect(bodyOf({ text: 'a < b' })).toEqual({ text: 'a &lt; b' });
  });

  test('in markdown is a markdown block, with the words for notifications', () => {
    expect(bodyOf({ text: '**Done** & out', format: 'markdown' })).toEqual({
      text: '**Done** &amp; out',
      blocks: [{ type: 'markdown', text: '**Done** & out' }],
    });
  });

  test('with images and buttons shows them below the words, which stay as they are', () => {
    const body = bodyOf({
      text: '*Broken?*',
      attachments: [{ kind: 'image', url: 'https://files.example.com/lid.jpg', name: 'lid.jpg' }],
      buttons: [
        { kind: 'reply', id: 'refund', label: 'Refund', value: '1042', style: 'danger' },
        { kind: 'reply', id: 'keep', label: 'Keep' },
        { kind: 'link', label: 'Order', url: 'https://shop.example.com/orders/1042' },
      ],
    });
    const text = (label: string) => ({ type: 'plain_text', text: label, emoji: true });
    expect(body.blocks).toEqual([
      { type: 'section', text: { type: 'plain_text', text: '*Broken?*', emoji: false } },
      {
        type: 'image',
        image_url: 'https://files.example.com/lid.jpg',
        alt_text: 'lid.jpg',
        title: { type: 'plain_text', text: 'lid.jpg', emoji: false },
      },
      {
        type: 'actions',
        elements: [
          { type: 'button', text: text('Refund'), action_id: 'refund', value: '1042', style: 'danger' },
          { type: 'button', text: text('Keep'), action_id: 'keep' },
          {
            type: 'button',
            text: text('Order'),
            url: 'https://shop.example.com/orders/1042',
            action_id: 'touchline_link_2',
          },
        ],
      },
    ]);
  });

  test('takes blocks of Slack’s own in place of the words, and leaves other vendors’ parts alone', () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Refund' } }];
    expect(
      bodyOf({
        native: { slack: { blocks, unfurl_links: false }, telegram: { disable_notification: true } },
        buttons: [{ kind: 'reply', id: 'a', label: 'A' }],
      }),
    ).toMatchObject({ text: 'Hello', unfurl_links: false, blocks: [...blocks, { type: 'actions' }] });
  });

  test('an edited one always has blocks, and names its attachments even where there are none', () => {
    expect(editedMessageBody(contentOf({ text: 'x' }))).toEqual({
      text: 'x',
      attachments: [],
      blocks: [{ type: 'section', text: { type: 'plain_text', text: 'x', emoji: false } }],
    });
  });

  test('keeps every word of a long text, in sections that Slack takes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé😀]{1,4000}$/u), { minLength: 1, maxLength: 6 }),
        (words) => {
          const text = words.join(' ').slice(0, 30_000).trim();
          const { blocks = [] } = editedMessageBody(contentOf({ text }));
          const sections = blocks.map((block) => (block.text as { text: string }).text);
          expect(blockFaults(blocks)).toEqual([]);
          expect(sections.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const section of sections) expect(() => encodeURIComponent(section)).not.toThrow();
        },
      ),
      { seed: 20_261_121, numRuns: 50 },
    );
  });
});

describe('what Slack cannot do is refused by its name', () => {
  test.each<[string, Partial<SendMessageInput>, string]>([
    [
      'a file',
      { attachments: [{ kind: 'file', url: 'https://files.example.com/a.pdf' }] },
      'slack: attachments[0]: ',
    ],
    ['a text that grows too long', { text: '&'.repeat(8_001) }, 'slack: text: '],
    ['long markdown', { text: 'a'.repeat(12_001), format: 'markdown' }, 'slack: format: '],
    [
      'blocks and buttons beyond fifty',
      {
        native: { slack: { blocks: Array.from({ length: 50 }, () => ({ type: 'divider' })) } },
        buttons: [{ kind: 'reply', id: 'a', label: 'A' }],
      },
      'slack: native.slack.blocks: ',
    ],
  ])('%s', (_, input, message) => {
    expect(() => bodyOf(input)).toThrow(
      expect.objectContaining({
        code: 'action.not_supported',
        disposition: 'reject',
        message: expect.stringContaining(message),
      }),
    );
  });

  test('a native part that Slack does not have, without its value', () => {
    expect(() => bodyOf({ native: { slack: { blocks: [{}], colour: 'sentinel' } } })).toThrow(
      expect.objectContaining({
        code: 'action.input_invalid',
        message: expect.not.stringContaining('sentinel'),
        issues: [
          { path: 'native.slack.blocks[0].type', message: 'is required (string)' },
          { path: 'native.slack.colour', message: 'is not a known key' },
        ],
      }),
    );
  });

  test('a native part under a name that every object has is not Slack’s', () => {
    expect(bodyOf({ native: { constructor: {} } })).toEqual({ text: 'Hello' });
  });
});
