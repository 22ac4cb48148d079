import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { WebhookRequest } from '@touchline/core';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import {
  assertRefused,
  assertValidEvents,
  becameOf,
  coversPart,
  identitiesOf,
  inboundOf,
  mainSample,
  outcomeOf,
  receiverOf,
  samplesOf,
} from '../receiving.ts';

const promise = promiseOf('inbound', ({ inbound }) => inbound !== undefined);

const hasProof: ConnectorPromise['applies'] = ({ inbound }) => (inbound?.proof.length ?? 0) > 0;

/** A request with one header otherwise. */
const withHeader = (request: WebhookRequest, name: string, value: string | undefined): WebhookRequest => {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers: value === undefined ? headers : { ...headers, [name]: value } };
};

/** Another text of the same length and alphabet. */
const altered = (text: string): string => {
  const at = Math.max(0, text.length - 4);
  const last = text.charAt(at);
  return (
    text.slice(0, at) +
    (last === 'A' ? 'B' : last === '0' ? '1' : /\d/.test(last) ? '0' : 'A') +
    text.slice(at + 1)
  );
};

/** What the kit promises of webhooks that arrive as the vendor sends them, or as a forger would. */
export const inboundPromises: readonly ConnectorPromise[] = [
  promise('an authentic webhook becomes the events that it should', async (specimen) => {
    const receive = receiverOf(specimen);
    for (const [name, { request, becomes }] of samplesOf(specimen)) {
      const outcome = await outcomeOf(receive, request);
      if ('refused' in outcome)
        assert.fail(`${name} must be let in, and was refused: ${outcome.refused.message}`);
      const { received } = outcome;
      assert.deepEqual(
        received.failed.map(({ error }) => error.message),
        [],
        `${name} must be understood`,
      );
      assert.deepEqual(becameOf(received), becomes, `${name} must become what the specimen says`);
      assert.ok(received.reply.status >= 200 && received.reply.status < 300, `${name} must be acknowledged`);
      assertValidEvents(received);
    }
  }),
  promise('the same webhook again is the same events, with the same ids', async (specimen) => {
    const receive = receiverOf(specimen);
    for (const [name, { request }] of samplesOf(specimen)) {
      const first = await receive(request);
      assert.deepEqual(
        (await receive(request)).events,
        first.events,
        `${name} must be the same events when it comes again: make ids of the vendor's own`,
      );
      assert.deepEqual(
        (await receiverOf(specimen)(request)).events,
        first.events,
        `${name} must be the same events after a restart`,
      );
      assert.equal(
        new Set(identitiesOf(first)).size,
        first.events.length,
        `${name} must not become two events of one id`,
      );
    }
  }),
  promise(
    'a redelivery that is signed anew, later, has the same ids',
    async (specimen) => {
      const { sign, nowMs } = inboundOf(specimen);
      const laterMs = nowMs + 3_600_000;
      const later = receiverOf(specimen, { atMs: laterMs });
      for (const [name, { request }] of samplesOf(specimen)) {
        const again = sign?.(request.rawBody, laterMs) as WebhookRequest;
        const first = await receiverOf(specimen)(request);
        // Some bodies only mean something with the headers they came with.
        if (!isDeepStrictEqual(Object.keys(again.headers).sort(), Object.keys(request.headers).sort()))
          continue;
        assert.deepEqual(
          identitiesOf(await later(again)),
          identitiesOf(first),
          `${name} must have the same ids when it is signed anew`,
        );
      }
    },
    ({ inbound }) => inbound?.sign !== undefined,
  ),
  promise(
    'a body that was changed by one byte is refused',
    async (specimen) => {
      const receive = receiverOf(specimen);
      const request = mainSample(specimen);
      const { length } = request.rawBody;
      for (const at of [0, Math.floor(length / 3), Math.floor(length / 2), length - 1]) {
        const rawBody = Uint8Array.from(request.rawBody);
        rawBody[at] = (rawBody[at] ?? 0) ^ 1;
        await assertRefused(receive, { ...request, rawBody }, `a body changed at byte ${at}`);
      }
      const longer = Buffer.concat([request.rawBody, Buffer.from(' ')]);
      await assertRefused(receive, { ...request, rawBody: longer }, 'a body with a space more');
    },
    coversPart('body', 'fields'),
  ),
  promise(
    'a proof that was changed, is missing or is empty is refused',
    async (specimen) => {
      const receive = receiverOf(specimen);
      const request = mainSample(specimen);
      for (const name of inboundOf(specimen).proof) {
        const value = request.headers[name];
        assert.ok(value, `the sample must have the header ${name}, which the specimen calls proof`);
        await assertRefused(receive, withHeader(request, name, altered(value)), `a changed ${name}`);
        await assertRefused(receive, withHeader(request, name, undefined), `a missing ${name}`);
        await assertRefused(receive, withHeader(request, name, ''), `an empty ${name}`);
        await assertRefused(receive, withHeader(request, name, value.slice(0, -3)), `a truncated ${name}`);
      }
    },
    hasProof,
  ),
  promise(
    'a proof that is sent twice, once forged, harms nothing',
    async (specimen) => {
      const receive = receiverOf(specimen);
      const request = mainSample(specimen);
      const { events } = await receive(request);
      for (const name of inboundOf(specimen).proof) {
        const value = request.headers[name];
        assert.ok(value, `the sample must have the header ${name}, which the specimen calls proof`);
        for (const doubled of [
          `${value}, ${altered(value)}`,
          `${altered(value)}, ${value}`,
          `${value}, ${value}`,
        ]) {
          const outcome = await outcomeOf(receive, withHeader(request, name, doubled));
          if ('received' in outcome)
            assert.deepEqual(outcome.received.events, events, `${name} sent twice must change nothing`);
          else assert.match(outcome.refused.code, /^webhook\./);
        }
      }
    },
    hasProof,
  ),
  promise(
    'a webhook for another URL is refused',
    async (specimen) => {
      const request = mainSample(specimen);
      const other = { ...request, url: request.url.replace(/^(https:\/\/)[^/]+/, '$1other.example.com') };
      await assertRefused(receiverOf(specimen), other, 'another host');
      await assertRefused(receiverOf(specimen), { ...request, url: `${request.url}x` }, 'another path');
    },
    coversPart('url'),
  ),
  promise('another method is refused', async (specimen) => {
    const request = mainSample(specimen);
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      await assertRefused(receiverOf(specimen), { ...request, method }, method);
  }),
  promise(
    'a webhook that is too old, or from the future, is refused',
    async (specimen) => {
      const { nowMs, toleranceMs = 300_000 } = inboundOf(specimen);
      const request = mainSample(specimen);
      const late = receiverOf(specimen, { atMs: nowMs + toleranceMs + 2_000 });
      await assertRefused(late, request, 'an old one');
      const early = receiverOf(specimen, { atMs: nowMs - toleranceMs - 2_000 });
      await assertRefused(early, request, 'one from the future');
    },
    coversPart('time'),
  ),
  promise(
    'while a secret is rotated both hold, and afterwards the old one does not',
    async (specimen) => {
      const { rotation } = inboundOf(specimen);
      assert.ok(rotation);
      const request = mainSample(specimen);
      const current = specimen.config[rotation.key];
      const { events } = await receiverOf(specimen)(request);
      if (rotation.takesSeveral !== false)
        for (const both of [
          [rotation.other, current],
          [current, rotation.other],
        ]) {
          const config = { ...specimen.config, [rotation.key]: both };
          assert.ok(
            specimen.factory.configSchema.safeParse(config).success,
            `${rotation.key} must take two while it is rotated: make it secrets(), or say takesSeveral: false`,
          );
          const receive = receiverOf(specimen, { config });
          assert.deepEqual((await receive(request)).events, events, 'either secret must let a webhook in');
        }
      const rotated = receiverOf(specimen, { config: { [rotation.key]: rotation.other } });
      await assertRefused(rotated, request, 'what the old secret signed, after the rotation,');
    },
    ({ inbound }) => inbound?.rotation !== undefined,
  ),
  promise(
    'a kind that nobody has heard of is ignored by name, and acknowledged',
    async (specimen) => {
      const { unknown } = inboundOf(specimen);
      const received = await receiverOf(specimen)(unknown as WebhookRequest);
      assert.deepEqual(received.events, [], 'of an unknown kind no event must be made');
      assert.deepEqual(
        received.failed.map(({ error }) => error.message),
        [],
        'an unknown kind must not fail',
      );
      assert.ok(
        received.ignored.length > 0 && received.ignored.every((kind) => kind.length > 0),
        'an unknown kind must be ignored by its name: ignore(kind)',
      );
      assert.ok(
        received.reply.status >= 200 && received.reply.status < 300,
        'an unknown kind must be acknowledged',
      );
    },
    ({ inbound }) => inbound?.unknown !== undefined,
  ),
  promise(
    'of a batch, one item that cannot be understood does not cost the others, and order is kept',
    async (specimen) => {
      const { batch } = inboundOf(specimen);
      assert.ok(batch);
      const received = await receiverOf(specimen)(batch.request);
      assert.deepEqual(becameOf(received), batch.becomes, 'the other items must become events, in order');
      assert.equal(
        received.failed.length,
        batch.failed,
        'only the items that cannot be understood must fail',
      );
      for (const { item } of received.failed)
        assert.equal(
          typeof item,
          'number',
          'a failed item must say which it is: split the batch with `items`',
        );
    },
    ({ inbound }) => inbound?.batch !== undefined,
  ),
  promise(
    'a handshake is answered to the vendor, and to nobody else',
    async (specimen) => {
      const { handshake } = inboundOf(specimen);
      assert.ok(handshake);
      const receive = receiverOf(specimen);
      const { reply, events } = await receive(handshake.request);
      assert.deepEqual(events, []);
      for (const [name, value] of Object.entries(handshake.reply))
        assert.deepEqual(reply[name as keyof typeof reply], value, name);
      const forged = await outcomeOf(receive, handshake.forged);
      if ('received' in forged)
        assert.ok(forged.received.reply.status >= 400, 'a forged handshake must not be answered');
    },
    ({ inbound }) => inbound?.handshake !== undefined,
  ),
];
