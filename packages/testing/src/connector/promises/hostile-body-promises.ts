import assert from 'node:assert/strict';
import type { Received, WebhookRequest } from '@touchline/core';
import fc from 'fast-check';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { assertInFamily } from '../leaks.ts';
import {
  assertRefused,
  assertValidEvents,
  inboundOf,
  mainSample,
  outcomeOf,
  receiverOf,
} from '../receiving.ts';

const promise = promiseOf('inbound', ({ inbound }) => inbound !== undefined);

const forgeries = 10_000;
const authenticBodies = 1_000;
const seed = 20_260_101;

const signs: ConnectorPromise['applies'] = ({ inbound }) => inbound?.sign !== undefined;

/** What the kit promises of bodies that nobody sends in good faith. */
export const hostileBodyPromises: readonly ConnectorPromise[] = [
  promise(`of ${forgeries} forged bodies none is let in, and none does harm`, async (specimen) => {
    const receive = receiverOf(specimen);
    const { proof } = inboundOf(specimen);
    const request = mainSample(specimen);
    // The proof of a shared secret is right whatever is sent with it: there it is the proof that is forged.
    const forged = inboundOf(specimen).covers.includes('body')
      ? request.headers
      : Object.fromEntries(Object.entries(request.headers).filter(([name]) => !proof.includes(name)));
    const original = Buffer.from(request.rawBody);
    await fc.assert(
      fc.asyncProperty(hostileBody, async (rawBody) => {
        if (original.equals(rawBody)) return;
        const outcome = await outcomeOf(receive, { ...request, headers: forged, rawBody });
        assert.ok('refused' in outcome, 'a forged body was let in');
      }),
      { numRuns: forgeries, seed },
    );
  }),
  promise(
    `${authenticBodies} authentic bodies of any kind are acknowledged, and what cannot be understood is kept`,
    async (specimen) => {
      const take = takerOf(specimen);
      await fc.assert(fc.asyncProperty(hostileBody, take), { numRuns: authenticBodies, seed });
    },
    signs,
  ),
  promise(
    'bodies that are empty, cut off, endless, in another charset or poisonous do no harm',
    async (specimen) => {
      const take = takerOf(specimen);
      for (const body of poisonousBodies(mainSample(specimen).rawBody)) await take(body);
      assert.equal(({} as Record<string, unknown>).polluted, undefined, 'no prototype was changed');
    },
    signs,
  ),
  promise(
    'content types that do not fit the body do no harm',
    async (specimen) => {
      const { sign, nowMs } = inboundOf(specimen);
      const receive = receiverOf(specimen);
      const signed = sign?.(mainSample(specimen).rawBody, nowMs) as WebhookRequest;
      for (const contentType of [
        '',
        'text/html',
        'application/xml',
        'multipart/form-data',
        'application/json; charset=utf-7',
      ])
        await assertHarmless(receive, {
          ...signed,
          headers: { ...signed.headers, 'content-type': contentType },
        });
    },
    signs,
  ),
  promise('a body above the limit is refused before it is looked at', async (specimen) => {
    const request = mainSample(specimen);
    const rawBody = new Uint8Array(64 * 1_024 * 1_024);
    const { code } = await assertRefused(receiverOf(specimen), { ...request, rawBody }, '64 MiB');
    assert.equal(code, 'webhook.body_too_large');
  }),
];

const takerOf = (specimen: ConnectorSpecimen): ((body: Uint8Array) => Promise<void>) => {
  const { sign, nowMs } = inboundOf(specimen);
  const receive = receiverOf(specimen);
  return (body) => assertHarmless(receive, sign?.(body, nowMs) as WebhookRequest);
};

/** An authentic body either becomes valid events, or is kept, or is refused with a code. */
const assertHarmless = async (
  receive: (request: WebhookRequest) => Promise<Received>,
  request: WebhookRequest,
): Promise<void> => {
  const outcome = await outcomeOf(receive, request);
  if ('refused' in outcome) {
    // A body of a kind that the config says nothing about is refused for that.
    assert.match(outcome.refused.code, /^(webhook|config)\./);
    return;
  }
  for (const { error } of outcome.received.failed) assertInFamily(error);
  assertValidEvents(outcome.received);
};

const hostileBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.json({ maxDepth: 3 }).map((json) => Buffer.from(json)),
  fc.uint8Array({ maxLength: 64 }),
  fc.string({ maxLength: 64, unit: 'binary' }).map((text) => Buffer.from(text)),
  fc
    .dictionary(
      fc.constantFrom('id', 'type', 'event', 'data', 'object', '__proto__', 'constructor'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    .map((value) => Buffer.from(JSON.stringify(value))),
);

const poisonousBodies = (good: Uint8Array): readonly Uint8Array[] => {
  const text = Buffer.from(good).toString('utf8');
  return [
    '',
    ' ',
    'null',
    '[]',
    '"text"',
    text.slice(0, -1),
    text.slice(0, Math.floor(text.length / 2)),
    `\ufeff${text}`,
    '[{"a":'.repeat(50_000),
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    text.replace('{', '{"__proto__":{"polluted":true},'),
    text.replace('{', '{"id":1,"id":2,'),
    text.replace(/"([A-Za-z ]{4,})"/, '"\\ud800$1"'),
    `[${'0,'.repeat(100_000)}0]`,
    `{"a":"${'x'.repeat(500_000)}"}`,
    `a=${'%'.repeat(50_000)}`,
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>${'<b>'.repeat(20_000)}</a>`,
  ]
    .map((body): Uint8Array => Buffer.from(body))
    .concat([Buffer.from(text, 'utf16le'), Buffer.from([0xff, 0xfe, 0x00, 0xd8])]);
};
