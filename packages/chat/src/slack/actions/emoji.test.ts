import { describe, expect, test } from 'vitest';
import { emojiName } from './emoji.ts';

describe('the name of an emoji', () => {
  test.each([
    ['👍', '+1'],
    ['👍🏽', '+1::skin-tone-4'],
    ['❤️', 'heart'],
    ['❤', 'heart'],
    ['ℹ️', 'information_source'],
    ['✅', 'white_check_mark'],
    ['thumbsup', 'thumbsup'],
    [':thumbsup:', 'thumbsup'],
    ['+1', '+1'],
    ['+1::skin-tone-2', '+1::skin-tone-2'],
    ['our-logo_2', 'our-logo_2'],
    ['für-dich', 'für-dich'],
    ['constructor', 'constructor'],
  ])('%s is %s', (emoji, name) => {
    expect(emojiName(emoji)).toBe(name);
  });

  test.each(['🦖', 'two words', '👍👍', ':', '🏽'])('%s is refused', (emoji) => {
    expect(() => emojiName(emoji)).toThrow(
      expect.objectContaining({
        code: 'action.not_supported',
        message: expect.stringContaining('slack: emoji: '),
      }),
    );
  });
});
