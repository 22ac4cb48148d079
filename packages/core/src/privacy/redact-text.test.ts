import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from './redact-text.ts';
import { Secret } from './secret.ts';

describe('redaction of text', () => {
  test.each([
    ['Recipient jane.doe+x@example.co.uk bounced', 'Recipient [email] bounced'],
    ['to:<jürgen@exämple.de>', 'to:<[email]>'],
    ['jane\u200b@example.com', '[email]'],
    ["The 'To' number +1 (415) 555-2671 is not valid", "The 'To' number [number] is not valid"],
    ['number 4915112345678 unknown', 'number [number] unknown'],
    ['phone 020 7946 0958.', 'phone [number].'],
    ['card 4242 4242 4242 4242 declined', 'card [number] declined'],
    ['card 4242424242424242 declined', 'card [number] declined'],
    ['phone ٠١٢٣٤٥٦٧٨٩', 'phone [number]'],
    ['from 203.0.113.77 and 2001:db8::ff00:42:8329', 'from [ip] and [ip]'],
    ['Invalid API Key provided: sk_test_51HcAbCdEf', 'Invalid API Key provided: [redacted]'],
    ['Authorization: Bearer abc123.def456', 'Authorization: [redacted] [redacted]'],
    ['password=hunter2 rejected', 'password=[redacted] rejected'],
    ['{"access_token": "abc", "x": 1}', '{"access_token": "[redacted]", "x": 1}'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'token [redacted]'],
    ['bad url /bot123456789:AAF-xyz_0123456789abcdefghij/getMe', 'bad url /bot[redacted]/getMe'],
    ['key SG.abc123DEF456.ghi789', 'key [redacted]'],
    ['AWS AKIAIOSFODNN7EXAMPLE denied', 'AWS [redacted] denied'],
    ['see https://example.com/a?token=1&b=2#c now', 'see https://example.com/a?[redacted] now'],
    ['at https://me:pw@example.com/a', 'at https://[redacted]@example.com/a'],
    ['id 0123456789abcdef0123456789abcdef', 'id [redacted]'],
    ['-----BEGIN PRIVATE KEY-----\nMIIabc', '[redacted]'],
  ])('%j becomes %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  test.each([
    'Your card was declined.',
    "No such payment_intent: 'pi_3MtwBwLkdIwHu7ix28a3tqPa'",
    'Rate limit of 100 requests per 10 seconds exceeded',
    'Try again at 2026-11-21T09:30:00Z',
    'Try again at 2026-11-21 09:30',
    '(#131056) Too many messages to this pair',
    'Basic authentication is not supported',
    'API version 2026-01-28 is required',
    'channel_not_found',
  ])('%j is left as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('known secrets go, whatever they look like and however they are encoded', () => {
    const secrets = [new Secret('plain words'), 'pa/ss&wd'];
    expect(redactText('a plain words b pa/ss&wd c pa%2Fss%26wd d', { secrets })).toBe(
      'a [redacted] b [redacted] c [redacted] d',
    );
  });

  test('a secret that contains another leaves nothing of itself', () => {
    expect(redactText('x abcdefgh-tail y', { secrets: ['abcdefgh', 'abcdefgh-tail'] })).toBe(
      'x [redacted] y',
    );
  });

  test('a known value of a few letters does not blacken the text', () => {
    expect(redactText('a bad request', { secrets: ['a', ''] })).toBe('a bad request');
  });

  test('control characters are dropped, and it is one line', () => {
    expect(redactText('a\u0000b\r\nc\u001b[31m\u202ed\u2028e')).toBe('a b c [31md e');
  });

  test('it is cut to length', () => {
    expect(redactText('word '.repeat(1_000))).toHaveLength(300);
    expect(redactText('abcdef ghi', { maxLength: 7 })).toBe('abcdef…');
  });

  test('hostile text is masked quickly', () => {
    const hostile = [
      'a'.repeat(100_000),
      '1-'.repeat(50_000),
      'a.'.repeat(50_000),
      ':'.repeat(100_000),
      'A1/'.repeat(30_000),
      '@'.repeat(9_000),
    ];
    const startedMs = performance.now();
    for (const text of hostile) expect(redactText(text).length).toBeLessThanOrEqual(300);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  test('no e-mail address and no known secret ever survives', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'abcXYZ012-_.~!$') });
    fc.assert(
      fc.property(fc.emailAddress(), secret, fc.lorem(), fc.lorem(), (email, known, before, after) => {
        const redacted = redactText(`${before} ${email} ${known} ${after}`, {
          secrets: [known],
          maxLength: 5_000,
        });
        expect(redacted).not.toContain(email);
        expect(redacted).not.toContain(known);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});
