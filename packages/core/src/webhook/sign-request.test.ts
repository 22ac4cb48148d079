import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SignatureError, TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import {
  allSchemes,
  keyPairOf,
  noon,
  requestOf,
  schemeNamed,
  signedRequest,
} from './fixtures/signed-request.ts';
import { vendorSchemes } from './fixtures/vendor-schemes.ts';
import { signRequest, standardWebhooks, verifySignature } from './index.ts';

const clock = { now: () => noon };
const bodies = fc.uint8Array({ maxLength: 200 });
const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const runs = { seed: 20261121, numRuns: 25 };

/**
 * Two keys that differ; the fixed pairs of public-key schemes are chosen by the lowest bit of the first byte.
 */
const twoKeys = fc
  .tuple(keyBytes, keyBytes)
  .map(
    ([left, right]) => [left, right.map((byte, index) => (index === 0 ? (left[0] ?? 0) ^ 1 : byte))] as const,
  );

const timed = Object.keys(allSchemes).filter((name) => {
  const scheme = schemeNamed(name);
  return scheme.kind === 'jwt' || ('timestamp' in scheme && scheme.timestamp !== undefined);
});

describe.for(Object.keys(allSchemes))('%s', (name) => {
  const scheme = schemeNamed(name);

  test('what is signed verifies, whatever the body and the secret', () => {
    fc.assert(
      fc.property(bodies, keyBytes, (body, bytes) => {
        const { sign, verify } = keyPairOf(scheme, bytes);
        expect(
          verifySignature(scheme, signedRequest(name, body, sign), { secrets: verify, clock }),
        ).toBeDefined();
      }),
      runs,
    );
  });

  test('another secret does not verify it', () => {
    fc.assert(
      fc.property(bodies, twoKeys, (body, [signer, stranger]) => {
        const request = signedRequest(name, body, keyPairOf(scheme, signer).sign);
        const secrets = keyPairOf(scheme, stranger).verify;
        expect(() => verifySignature(scheme, request, { secrets, clock })).toThrow(SignatureError);
      }),
      runs,
    );
  });

  test('while secrets are rotated, the old one and the new one verify, in any order', () => {
    fc.assert(
      fc.property(bodies, twoKeys, (body, keys) => {
        const [first, second] = keys.map((bytes) => keyPairOf(scheme, bytes));
        if (!first || !second) return;
        for (const { sign } of [first, second])
          for (const secrets of [
            [first.verify, second.verify],
            [second.verify, first.verify],
          ])
            expect(
              verifySignature(scheme, signedRequest(name, body, sign), { secrets, clock }),
            ).toBeDefined();
      }),
      { ...runs, numRuns: 5 },
    );
  });
});

describe.for(timed)('%s, which signs a time', (name) => {
  const scheme = schemeNamed(name);
  const toleranceMs = ('toleranceMs' in scheme ? scheme.toleranceMs : undefined) ?? 300_000;
  const { sign, verify } = keyPairOf(scheme, new Uint8Array(32).fill(7));
  // A token that is bounded by `exp` lives for an hour and the tolerance.
  const oldestMs = scheme.kind === 'jwt' && scheme.time === 'exp' ? 3_600_000 + toleranceMs : toleranceMs;
  const verifyAt = (now: number) =>
    verifySignature(scheme, signedRequest(name, Buffer.from('a=1'), sign), {
      secrets: verify,
      clock: { now: () => now },
    });

  test('is accepted up to the edge of the tolerance, before and after', () => {
    expect(verifyAt(noon + oldestMs).signedAtMs).toBe(noon);
    expect(verifyAt(noon - toleranceMs).signedAtMs).toBe(noon);
  });

  test('is stale one millisecond further, before and after', () => {
    const stale = expect.objectContaining({ code: 'webhook.timestamp_stale', name: 'SignatureError' });
    expect(() => verifyAt(noon + oldestMs + 1)).toThrow(stale);
    expect(() => verifyAt(noon - toleranceMs - 1)).toThrow(stale);
  });

  test('is stale at any time further away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (byMs) => {
        expect(() => verifyAt(noon + oldestMs + byMs)).toThrow(SignatureError);
        expect(() => verifyAt(noon - toleranceMs - byMs)).toThrow(SignatureError);
      }),
      runs,
    );
  });
});

describe('signRequest', () => {
  test('derives the headers from the scheme, and leaves the rest of the request as it is', () => {
    const request = requestOf({ headers: { 'content-type': 'application/json' } });
    const signed = signRequest(vendorSchemes.stripe, request, {
      secret: new Secret('whsec_test'),
      now: noon,
    });
    expect(signed).toEqual({
      ...request,
      headers: {
        'content-type': 'application/json',
        'stripe-signature': expect.stringMatching(/^t=1795253400,v1=[0-9a-f]{64}$/),
      },
    });
  });

  test('replaces an earlier signature when a delivery is repeated', () => {
    for (const scheme of [vendorSchemes.stripe, vendorSchemes.twilioJson, standardWebhooks]) {
      const options = { secret: 'c2VjcmV0', values: { id: 'msg_1' } };
      const once = signRequest(scheme, requestOf(), { ...options, now: noon - 3_600_000 });
      const twice = signRequest(scheme, once, { ...options, now: noon });
      expect(verifySignature(scheme, twice, { secrets: 'c2VjcmV0', clock })).toBeDefined();
      expect(twice).toEqual(signRequest(scheme, requestOf(), { ...options, now: noon }));
    }
  });

  test('says which value it misses, and which place it cannot reach', () => {
    expect(() => signRequest(standardWebhooks, requestOf(), { secret: 'c2VjcmV0', now: noon })).toThrow(
      'The header webhook-id is missing.',
    );
    const item = requestOf({ body: '{"signature":{"timestamp":"1","token":"t"}}' });
    expect(() => signRequest(vendorSchemes.mailgun, item, { secret: 'k', now: noon })).toThrow(
      TouchlineError,
    );
  });

  test('refuses an empty secret', () => {
    for (const secret of ['', ' ', new Secret('')])
      expect(() => signRequest(vendorSchemes.shopify, requestOf(), { secret, now: noon })).toThrow(
        'secret is empty',
      );
  });
});
