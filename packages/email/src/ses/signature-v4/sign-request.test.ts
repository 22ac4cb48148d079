import { type PreparedRequest, Secret } from '@touchline/core';
import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signingKey, signRequestV4 } from './sign-request.ts';

const nowMs = Date.UTC(2015, 7, 30, 12, 36);
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const identity = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret(secret),
  region: 'us-east-1',
  service: 'service',
};

const authorization = (
  request: Partial<PreparedRequest>,
  who: Partial<Parameters<typeof signRequestV4>[1]> = {},
): string =>
  signRequestV4(
    { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, ...request },
    { ...identity, ...who },
    nowMs,
  ).authorization.reveal();

describe('the published examples', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and the Signature Version 4 test suite.
  test.each<[string, Partial<PreparedRequest>, string, string]>([
    [
      'get-vanilla',
      {},
      'host;x-amz-date',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-vanilla-query-order-key-case',
      { url: 'https://example.amazonaws.com/?Param2=value2&Param1=value1' },
      'host;x-amz-date',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'post-vanilla',
      { method: 'POST' },
      'host;x-amz-date',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'post-x-www-form-urlencoded',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from('Param1=value1'),
      },
      'content-type;host;x-amz-date',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_, request, signedHeaders, signature) => {
    expect(authorization(request)).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    );
  });

  test('the list of users of IAM', () => {
    expect(
      authorization(
        {
          url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08',
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        },
        { service: 'iam' },
      ),
    ).toMatch(/Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/);
  });

  test('the key of a day', () => {
    expect(signingKey(secret, '20150830', 'us-east-1', 'iam').toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });
});

test('temporary credentials send their token, and sign it', () => {
  const headers = signRequestV4(
    { method: 'GET', url: 'https://example.amazonaws.com/', headers: {} },
    { ...identity, sessionToken: new Secret('token-1') },
    nowMs,
  );
  expect(headers['x-amz-security-token']).toBe('token-1');
  expect(headers.authorization.reveal()).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  expect(JSON.stringify(headers)).not.toContain('Signature');
});

test('an independent signer signs alike, whatever the request', async () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/\p{Cs}/gu, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
      fc.array(
        word
          .map((text) => encodeURIComponent(text))
          .filter((text) => text !== '' && text !== '.' && text !== '..'),
        { maxLength: 4 },
      ),
      // The other signer leaves out parameters without a name.
      fc.array(
        fc.tuple(
          word.map((name) => `n${name}`),
          word,
        ),
        { maxLength: 4 },
      ),
      word,
      fc.constantFrom(undefined, 'token-1'),
      async (method, path, query, text, sessionToken) => {
        const url = new URL(`https://email.eu-west-1.amazonaws.com/${path.join('/')}`);
        for (const [name, value] of query) url.searchParams.append(name, value);
        const body = method === 'GET' || text === '' ? undefined : text;
        const headers: Record<string, string> = { 'content-type': 'application/json' };
        const ours = signRequestV4(
          { method, url: url.href, headers, ...(body !== undefined && { body: Buffer.from(body) }) },
          {
            ...identity,
            ...(sessionToken !== undefined && { sessionToken: new Secret(sessionToken) }),
            region: 'eu-west-1',
            service: 'ses',
          },
          nowMs,
        );
        const theirs = await new AwsV4Signer({
          method,
          url: url.href,
          headers,
          ...(body !== undefined && { body }),
          accessKeyId: identity.accessKeyId,
          secretAccessKey: secret,
          ...(sessionToken !== undefined && { sessionToken }),
          service: 'ses',
          region: 'eu-west-1',
          datetime: ours['x-amz-date'],
          allHeaders: true,
        }).sign();
        expect(ours.authorization.reveal()).toBe(theirs.headers.get('authorization'));
      },
    ),
    { numRuns: 500, seed: 1042 },
  );
});
