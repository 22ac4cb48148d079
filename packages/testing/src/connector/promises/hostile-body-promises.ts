import assert from 'node:assert/strict';
import type { Received, WebhookRequest } from '@touchline/core';
import fc from 'fast-check';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { hostileBodies, poisonousBodies } from '../hostile-bodies.ts';
import { assertInFamily } from '../leaks.ts';
import {
  assertRefused,
  assertValidEvents,
  coversPart,
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
  promise('of 10,000 forged bodies none is let in, and none does harm', async (specimen) => {
    const receive = receiverOf(specimen);
    const { proof } = inboundOf(specimen);
    const request = mainSample(specimen);
    const original = Buffer.from(request.rawBody);
    // What no signature covers byte by byte may be changed a little: there the bodies are nobody's.
    const bodies = hostileBodies(coversPart('body')(specimen) ? original : new Uint8Array());
    // The proof of a shared secret is right whatever is sent with it: there it is the proof that is forged.
    const headers = coversPart('body', 'fields')(specimen)
      ? request.headers
      : Object.fromEntries(Object.entries(request.headers).filter(([name]) => !proof.includes(name)));
    await fc.assert(
      fc.asyncProperty(
        bodies,
        ofEach(async (rawBody) => {
          if (original.equals(rawBody)) return;
          const outcome = await outcomeOf(receive, { ...request, headers, rawBody });
          assert.ok('refused' in outcome, 'a forged body must be refused, and was let in');
        }),
      ),
      { numRuns: forgeries, seed, includeErrorInReport: true },
    );
  }),
  promise(
    '1,000 authentic bodies of any kind are acknowledged, and what cannot be understood is kept',
    async (specimen) => {
      const bodies = hostileBodies(mainSample(specimen).rawBody);
      await fc.assert(fc.asyncProperty(bodies, ofEach(takerOf(specimen))), {
        numRuns: authenticBodies,
        seed,
        includeErrorInReport: true,
      });
    },
    signs,
  ),
  promise(
    'bodies that are empty, cut off, endless, in another charset or poisonous do no harm',
    async (specimen) => {
      const take = takerOf(specimen);
      for (const body of poisonousBodies(mainSample(specimen).rawBody)) await take(body);
      assert.equal(({} as Record<string, unknown>).polluted, undefined, 'a body must not change a prototype');
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
    assert.equal(code, 'webhook.body_too_large', 'a body of 64 MiB must be refused for its size');
  }),
];

/**
 * What is drawn at random is drawn again and again: of ten thousand bodies a third came before, and the same request comes to the same.
 * To check a signature is most of the work.
 */
const ofEach = (judge: (body: Uint8Array) => Promise<void>): ((body: Uint8Array) => Promise<void>) => {
  const judged = new Set<string>();
  return async (body) => {
    const known = Buffer.from(body).toString('latin1');
    if (judged.has(known)) return;
    await judge(body);
    judged.add(known);
  };
};

const takerOf = (specimen: ConnectorSpecimen): ((body: Uint8Array) => Promise<void>) => {
  const { sign, nowMs } = inboundOf(specimen);
  const receive = receiverOf(specimen);
  return async (body) => {
    const request = sign?.(body, nowMs);
    if (request) await assertHarmless(receive, request);
  };
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
