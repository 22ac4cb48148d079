import { describe, expect, test } from 'vitest';
import { ada } from './fixtures/erasing.ts';
import { mentionsPerson } from './mentions-person.ts';

const mentions = (text: string, identifiers = ada): boolean => mentionsPerson(Buffer.from(text), identifiers);

describe('a mention of a person is found', () => {
  test.each([
    ['as text, in whatever case', 'From: Ada <ADA@Example.com>'],
    ['in JSON', '{"email":"ada@example.com"}'],
    ['escaped in JSON', '{"email":"ada\\u0040example.com"}'],
    ['in JSON within JSON', JSON.stringify({ body: JSON.stringify({ path: 'x/user-4711/"y"' }) })],
    ['with slashes escaped', '{"url":"https:\\/\\/x.example\\/user-4711"}'],
    ['in a form', 'From=%2B14155550123&Body=Hi'],
    ['in a query', '/hook?email=ada%40example.com'],
    ['in base64', JSON.stringify({ data: btoa('{"emailAddress":"ada@example.com"}') })],
    [
      'in base64 for URLs',
      JSON.stringify({ data: Buffer.from('>>>ada@example.com???').toString('base64url') }),
    ],
    ['as a number without the plus', '{"from":"14155550123"}'],
    ['as a number in groups', 'Call +1 (415) 555-0123 back'],
    ['by a former address', 'ada@old.example'],
    ['by the id in a vendor’s system', '{"customer":"cus_Q8hV2bqZ"}'],
  ])('%s', (_, text) => expect(mentions(text)).toBe(true));

  test('by a short identifier only where that stands by itself', () => {
    const seven = [{ namespace: 'user', value: '7' }];
    for (const text of ['{"id":7}', '{"id":"7"}', 'id=7&x=1', '/users/7/orders'])
      expect(mentions(text, seven)).toBe(true);
    for (const text of ['{"id":17}', '{"at":"2026-07-07"}', 'x7@example.com', '7.5'])
      expect(mentions(text, seven)).toBe(false);
  });
});

describe('no mention is found', () => {
  test.each([
    ['of others', '{"email":"grace@example.com","phone":"+14155550199"}'],
    ['in nothing', ''],
    ['in bytes that are no text', '\u0000\ufffd\u0001'],
    ['in what is not quite percent-encoded', '%zz%4'],
  ])('%s', (_, text) => expect(mentions(text)).toBe(false));

  test('of nobody', () => expect(mentions('ada@example.com', [])).toBe(false));
});

test('a megabyte is searched in no time', () => {
  const started = process.hrtime.bigint();
  mentions('{"a":"\\\\\\"%41+'.repeat(60_000));
  mentions('a'.repeat(1_000_000));
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
});
