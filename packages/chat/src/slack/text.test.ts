import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText, readableText } from './text.ts';

describe('words for Slack', () => {
  test('cannot mention anyone', () => {
    expect(escapeText('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  test('are the same once Slack has shown them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readableText(escapeText(text))).toBe(text);
      }),
      { seed: 20_261_121 },
    );
  });
});

describe('words from Slack', () => {
  test.each([
    ['<@U012AB3CD> hi', '@U012AB3CD hi'],
    ['<@U012AB3CD|ada> hi', '@ada hi'],
    ['<#C123|general>', '#general'],
    ['<#C123>', '#C123'],
    ['<!here>', '@here'],
    ['<!subteam^SAZ94GDB8>', '@SAZ94GDB8'],
    ['<!subteam^SAZ94GDB8|@support>', '@support'],
    ['<!date^1392734382^{date_short}|18 February>', '18 February'],
    ['<https://example.com/a?b=1&amp;c=2>', 'https://example.com/a?b=1&c=2'],
    ['<https://example.com|example.com>', 'https://example.com'],
    ['<https://example.com|our shop>', 'our shop (https://example.com)'],
    ['<mailto:ada@example.com|ada@example.com>', 'ada@example.com'],
    ['<tel:+14155550123|+1 415 555 0123>', '+1 415 555 0123 (+14155550123)'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt;', '&lt;'],
    ['*bold* _italic_', '*bold* _italic_'],
    ['a < b <', 'a < b <'],
  ])('%s reads %s', (text, readable) => {
    expect(readableText(text)).toBe(readable);
  });
});
