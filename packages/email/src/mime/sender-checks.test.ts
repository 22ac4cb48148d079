import { describe, expect, test } from 'vitest';
import { authenticationOf } from './authentication-results.ts';
import { isAutomatic } from './automatic-mail.ts';
import { readDeliveryHeaders, toDeliveryHeaders } from './delivery-headers.ts';
import { parseMailHeaders } from './mail-headers.ts';

describe('what our own mail server found out about the sender', () => {
  const check = (header: string, from = 'ada@example.com') =>
    authenticationOf(parseMailHeaders(header), 'mx.acme.example.com', from);

  test('is believed', () => {
    expect(
      check(`Authentication-Results: MX.acme.example.com 1;
 spf=pass (sender is 203.0.113.7; dmarc=fail) smtp.mailfrom=example.com;
 dkim=pass header.d=example.com header.s=k1;
 dmarc=pass (p=reject) header.from=example.com`),
    ).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
  });

  test('is not believed of anybody else, whoever claims it', () => {
    expect(check('Authentication-Results: mx.evil.example; spf=pass; dkim=pass header.d=example.com')).toBe(
      undefined,
    );
    expect(check('Subject: Authentication-Results: mx.acme.example.com; spf=pass')).toBe(undefined);
  });

  test.each([
    ['header.d=example.com', 'ada@mail.example.com', 'pass'],
    ['header.i=@mail.example.com', 'ada@example.com', 'pass'],
    ['header.d=evil.example', 'ada@example.com', 'none'],
    ['header.d=com', 'ada@example.com', 'none'],
    ['header.d=example.com', '', 'none'],
  ])('a signature with %s of %s counts as %s', (signer, from, dkim) => {
    expect(check(`Authentication-Results: mx.acme.example.com; dkim=pass ${signer}`, from)).toEqual({ dkim });
  });

  test('says of several signatures the sender’s own', () => {
    expect(
      check(
        'Authentication-Results: mx.acme.example.com; dkim=pass header.d=lists.example.net; dkim=fail header.d=example.com',
      ),
    ).toEqual({ dkim: 'fail' });
  });

  test('that it could find nothing out is no result', () => {
    expect(check('Authentication-Results: mx.acme.example.com; none')).toBe(undefined);
  });
});

test.each([
  ['Auto-Submitted: auto-replied', true],
  ['Auto-Submitted: auto-generated; type=x', true],
  ['Auto-Submitted: no', false],
  ['Precedence: bulk', true],
  ['Precedence: first-class', false],
  ['X-Autoreply: yes', true],
  ['List-Id: <news.example.com>', true],
  ['Subject: Out of office', false],
])('an e-mail with %j is automatic: %s', (header, expected) => {
  expect(isAutomatic(parseMailHeaders(header))).toBe(expected);
});

test('what goes out with an e-mail comes back with its reports', () => {
  const marks = {
    deliveryKey: 'route-1:evt-9 é',
    tags: ['shipping', 'Überraschung'],
    metadata: { orderId: '1042', 'a.b': 'c\nd' },
  };
  const text = toDeliveryHeaders(marks)
    .map(({ name, value }) => `${name}: ${value.slice(0, 5)}\r\n ${value.slice(5)}\r\n`)
    .join('');
  expect(text.replaceAll(/\r\n /g, '')).toMatch(/^(X-Touchline-\w+: [\w.-]+\r\n)+$/);
  expect(readDeliveryHeaders(parseMailHeaders(text))).toEqual(marks);
  expect(readDeliveryHeaders([])).toEqual({});
});
