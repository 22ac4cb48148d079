import { describe, expect, test } from 'vitest';
import { vendorNameOf } from './vendor-name.ts';

const none: ReadonlySet<string> = new Set();

describe('a vendor’s name', () => {
  test('is spelt as code needs it', () => {
    expect(vendorNameOf('line-4-teams', undefined, none)).toEqual({
      dashed: 'line-4-teams',
      camel: 'line4Teams',
      pascal: 'Line4Teams',
      title: 'Line 4 Teams',
    });
    expect(vendorNameOf('line', 'LINE', none).title).toBe('LINE');
  });

  test.each(["Moe's", '`x`', '*/', '', ' Tea', 'Tea ', 'T'.repeat(61), 'Tea\nTime'])(
    'has no title that could not stand in code: %j',
    (title) => {
      expect(() => vendorNameOf('tea', title, none)).toThrow(
        expect.objectContaining({
          code: 'command.invalid',
          message: expect.stringMatching(/^A title is at most 60/),
        }),
      );
    },
  );
});
