import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { addReaction, deleteMessage, editMessage, markRead, removeReaction, sendMessage } from './index.ts';

describe('the contract of chats', () => {
  test.each([sendMessage, editMessage, deleteMessage, addReaction, removeReaction, markRead])(
    'the example of $name is one',
    ({ input, example }) => {
      expect(() => (input as z.ZodType).parse(example)).not.toThrow();
    },
  );

  const send = (more: object) =>
    sendMessage.input.safeParse({ conversationId: 'C1', text: 'Hello', ...more });

  test('text is plain unless it is said to be more', () => {
    expect(send({}).data).toEqual({ conversationId: 'C1', text: 'Hello', format: 'plain' });
  });

  test.each([
    ['blank words', { text: ' \n' }],
    ['words beyond measure', { text: 'a'.repeat(40_001) }],
    ['no conversation', { conversationId: '' }],
    ['an option that does not exist', { colour: 'red' }],
    ['a file that is no URL of the web', { attachments: [{ kind: 'image', url: 'file:///etc/passwd' }] }],
    ['a link that runs as script', { buttons: [{ kind: 'link', label: 'x', url: 'javascript:alert(1)' }] }],
    ['a button without an id', { buttons: [{ kind: 'reply', label: 'x' }] }],
    [
      'two buttons of one id',
      {
        buttons: [
          { kind: 'reply', id: 'a', label: 'x' },
          { kind: 'reply', id: 'a', label: 'y' },
        ],
      },
    ],
    ['no buttons, said at length', { buttons: [] }],
    ['a native part that is no object', { native: { slack: 'blocks' } }],
  ])('%s cannot be sent', (_, more) => {
    expect(send(more).success).toBe(false);
  });
});
