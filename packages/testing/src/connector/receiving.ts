import assert from 'node:assert/strict';
import {
  type Received,
  type TouchlineError,
  touchpointCatalogue,
  type WebhookRequest,
} from '@touchline/core';
import { manualClock } from '../clock/manual-clock.ts';
import type { ConnectorSpecimen, InboundSpecimen } from './connector-specimen.ts';
import { assertInFamily, assertSilent, secretsOf } from './leaks.ts';

/** The specimen's inbound part. */
export const inboundOf = ({ inbound }: ConnectorSpecimen): InboundSpecimen => {
  assert.ok(inbound);
  return inbound;
};

/** How a connector is to be made for a promise. */
export interface ReceiverSetup {
  /** What of the config is to be otherwise. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default: the time at which samples are signed. */
  readonly atMs?: number;
}

/** Makes the connector that receives. */
export const receiverOf = (
  specimen: ConnectorSpecimen,
  { config, atMs }: ReceiverSetup = {},
): ((request: WebhookRequest) => Promise<Received>) => {
  const { nowMs, receiver } = inboundOf(specimen);
  const clock = manualClock(atMs ?? nowMs);
  const whole = { ...specimen.config, ...config };
  const connector = receiver ? receiver(whole, clock) : specimen.factory(whole as never, { clock });
  const { receive } = connector;
  assert.ok(receive, 'the specimen has webhooks, so the connector must have `inbound`');
  const secrets = secretsOf(specimen);
  const seen = new Set<string>();
  return async (request) => {
    try {
      return await receive(request);
    } catch (thrown) {
      // To print an error costs more than to make it: one of each kind is looked at.
      const kind = String(thrown);
      if (!seen.has(kind)) assertSilent(thrown, secrets);
      seen.add(kind);
      throw thrown;
    }
  };
};

/** A webhook, or why it was refused. */
export type Outcome = { readonly received: Received } | { readonly refused: TouchlineError };

/** What came of a request; anything thrown that is not of the error family fails. */
export const outcomeOf = async (
  receive: (request: WebhookRequest) => Promise<Received>,
  request: WebhookRequest,
): Promise<Outcome> => {
  try {
    return { received: await receive(request) };
  } catch (thrown) {
    assertInFamily(thrown);
    return { refused: thrown };
  }
};

/** Fails unless the request is refused, with a code of webhooks. */
export const assertRefused = async (
  receive: (request: WebhookRequest) => Promise<Received>,
  request: WebhookRequest,
  what: string,
): Promise<TouchlineError> => {
  const outcome = await outcomeOf(receive, request);
  assert.ok('refused' in outcome, `${what} must be refused, and was let in`);
  assert.match(
    outcome.refused.code,
    /^webhook\./,
    `${what} must be refused with a code of webhooks, not with ${outcome.refused.code}`,
  );
  return outcome.refused;
};

/** What a webhook became, as a sample says it. */
export const becameOf = ({ events, ignored }: Received): readonly string[] => [
  ...events.map(({ type }) => type),
  ...ignored.map((kind) => `ignored: ${kind}`),
];

/** The pair that identifies each event for ever. */
export const identitiesOf = ({ events }: Received): readonly string[] =>
  events.map(({ source, id }) => `${source} ${id}`);

/** Every event must come back whole from its JSON. */
export const assertValidEvents = ({ events }: Received): void => {
  for (const event of events)
    if (touchpointCatalogue.has(event.type))
      assert.deepEqual(plain(touchpointCatalogue.parse(JSON.stringify(event))), plain(event));
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The samples, in the order in which they are written. */
export const samplesOf = (specimen: ConnectorSpecimen) => Object.entries(inboundOf(specimen).samples);

/** The first sample that becomes an event; without one, the first of all. */
export const mainSample = (specimen: ConnectorSpecimen): WebhookRequest => {
  const samples = Object.values(inboundOf(specimen).samples);
  const main =
    samples.find(({ becomes }) => becomes.some((each) => !each.startsWith('ignored:'))) ?? samples[0];
  assert.ok(main, 'the specimen must have a sample of a webhook');
  return main.request;
};

/** Whether the signature covers one of these parts. */
export const coversPart =
  (...parts: InboundSpecimen['covers']) =>
  ({ inbound }: ConnectorSpecimen): boolean =>
    inbound?.covers.some((part) => parts.includes(part)) === true;
