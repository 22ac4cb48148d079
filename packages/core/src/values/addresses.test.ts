import { expect, test } from 'vitest';
import { customerRef, emailAddress, phoneNumber } from './customer-ref.ts';
import { linkUrl, webUrl } from './url.ts';

test.each([
  'ada@example.com',
  "o'brien@example.com",
  'a&b@example.com',
  'ada+shop@mail.example.com',
  'docomo.@example.com',
  'ada@xn--exmple-cua.example.com',
  'ada@example.xn--p1ai',
])('%s is an e-mail address', (text) => {
  expect(emailAddress.safeParse(text).success).toBe(true);
});

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'a b@example.com',
  'ada@example..com',
  'ada@example.com\n',
  `${'a'.repeat(320)}@example.com`,
])('%j is no e-mail address', (text) => {
  expect(emailAddress.safeParse(text).success).toBe(false);
});

test.each(['+14155550123', '+442079460000', '+12'])('%s is a phone number', (text) => {
  expect(phoneNumber.safeParse(text).success).toBe(true);
});

test.each([
  '14155550123',
  '+04155550123',
  '+1 415 555 0123',
  '+',
  '+1234567890123456',
  '72975',
  '+14155550123\n',
])('%j is no phone number of a person', (text) => {
  expect(phoneNumber.safeParse(text).success).toBe(false);
});

test('a customer may be known by anything, or by nothing', () => {
  expect(customerRef.parse({})).toEqual({});
  expect(customerRef.parse({ externalIds: { slack: 'U1' }, unknown: 1 })).toEqual({
    externalIds: { slack: 'U1' },
  });
});

test.each(['https://example.com/a?b=c#d', 'http://127.0.0.1:8080/'])('%s is a web URL', (text) => {
  expect(webUrl.parse(text)).toBe(text);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'vbscript:x',
  '/pricing',
  'example.com',
  '',
])('%j is no URL that may be followed', (text) => {
  expect([webUrl.safeParse(text).success, linkUrl.safeParse(text).success]).toEqual([false, false]);
});

test('a page of an app has a URL too, but not on the web', () => {
  for (const text of ['capacitor://localhost/home', 'android-app://com.example.mail/', 'file:///index.html'])
    expect([webUrl.safeParse(text).success, linkUrl.safeParse(text).success]).toEqual([false, true]);
});
