import { describe, expect, test } from 'vitest';
import { laterMessageStatus, type MessageStatusType, messageStatusRank } from './message-status.ts';

const statusAfter = (types: readonly string[]): MessageStatusType | undefined =>
  types.reduce<MessageStatusType | undefined>(laterMessageStatus, undefined);

const ordersOf = (types: readonly string[]): readonly (readonly string[])[] =>
  types.length < 2
    ? [types]
    : types.flatMap((type, index) => ordersOf(types.toSpliced(index, 1)).map((rest) => [type, ...rest]));

describe('the status of a message', () => {
  test.each<[MessageStatusType, readonly string[]]>([
    ['message.read', ['message.sent', 'message.delivered', 'message.read', 'message.delivered']],
    ['message.delivered', ['message.sent', 'message.failed', 'message.delivered', 'message.sent']],
    ['message.failed', ['message.sent', 'message.failed', 'message.failed', 'message.sent']],
  ])('is %s whatever the order of what is told, and however often', (expected, types) => {
    for (const order of ordersOf(types)) expect(statusAfter(order)).toBe(expected);
  });

  test('is not changed by what is no status', () => {
    expect(statusAfter(['message.sent', 'message.edited', 'constructor'])).toBe('message.sent');
    expect([messageStatusRank('message.received'), messageStatusRank('toString')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
