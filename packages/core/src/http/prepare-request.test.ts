import { describe, expect, test } from 'vitest';
import { Secret } from '../privacy/secret.ts';
import type { HttpRequest } from './http-request.ts';
import { carriedHeaders, mergeHeaders, prepareRequest } from './prepare-request.ts';

const target = { method: 'POST', url: 'https://api.example.com/x' };

const bodyOf = async (asked: Partial<HttpRequest>): Promise<string> => {
  const { body } = await prepareRequest(target, { ...target, ...asked } as HttpRequest, {});
  return Buffer.from(body ?? []).toString();
};

describe('a body as JSON', () => {
  test('holds secrets as they are, wherever they stand', async () => {
    const json = {
      key: new Secret('k\u00e4y'),
      list: [new Secret('a'), { deep: new Secret('b') }],
      at: new Date(0),
    };
    expect(await bodyOf({ json })).toBe(
      '{"key":"k\u00e4y","list":["a",{"deep":"b"}],"at":"1970-01-01T00:00:00.000Z"}',
    );
  });

  test('holds a text that looks like a hidden secret as it is', async () => {
    const json = { said: '[secret]', key: new Secret('k') };
    expect(await bodyOf({ json })).toBe('{"said":"[secret]","key":"k"}');
    expect(await bodyOf({ json: new Secret('alone') })).toBe('"alone"');
  });

  test.each([
    ['undefined within a function', { json: () => 1 }],
    ['a bigint', { json: { amount: 1n } }],
    [
      'what throws',
      {
        json: {
          toJSON: () => {
            throw new Error('SENTINEL');
          },
        },
      },
    ],
  ])('is refused where it cannot be written: %s', (_name, asked) => {
    expect(() => prepareRequest(target, { ...target, ...asked } as HttpRequest, {})).toThrow(
      'The body of a request cannot be written as JSON.',
    );
  });
});

describe('headers', () => {
  test('win in their order, whatever the case of their names', () => {
    expect(mergeHeaders({ Accept: 'a', 'X-One': 1 }, { accept: ' b ', 'x-two': undefined })).toEqual({
      accept: 'b',
      'x-one': '1',
    });
    expect(carriedHeaders('text', { 'User-Agent': 'acme' })).toEqual({
      accept: '*/*',
      'accept-encoding': 'gzip',
      'user-agent': 'acme',
    });
  });

  test('a request changes none of those that its client carries', () => {
    const carried = carriedHeaders('auto', { authorization: 'Bearer t' });
    const asked = {
      ...target,
      json: {},
      headers: { authorization: 'other' },
      idempotencyKey: 'k',
    } as HttpRequest;
    expect(prepareRequest(target, asked, carried)).toMatchObject({
      headers: { authorization: 'other', 'content-type': 'application/json', 'idempotency-key': 'k' },
    });
    expect(carried).toEqual({
      accept: 'application/json, */*;q=0.5',
      'accept-encoding': 'gzip',
      'user-agent': 'touchline',
      authorization: 'Bearer t',
    });
  });

  test.each(['__proto__', 'Host', 'content-length', 'a b', ''])('%j is refused', (name) => {
    expect(() => mergeHeaders(Object.fromEntries([[name, 'x']]))).toThrow('of a request is not allowed');
  });
});
