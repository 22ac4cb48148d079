import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { touchpointCatalogue, touchpointEvents } from '../events/index.ts';
import { serialiseEvent } from './event-catalogue.ts';

const headers = { 'content-type': 'application/cloudevents+json' };

/** The attributes of an event as its library holds them, without those that are not set. */
const attributesOf = (event: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));

const withEverything = {
  id: 'evt_1',
  source: '/connectors/stripe/acct_1',
  time: '2026-11-21T09:30:00.000Z',
  subject: 'pi_3PqL',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=1',
  correlationid: 'journey-7',
  causationid: 'evt_0',
  tenantid: 'emea',
  sequence: '42',
};

describe('the CloudEvents SDK', () => {
  test.each(touchpointEvents.map(({ type, example }) => [type, example]))(
    'accepts what we write: %s',
    (type, data) => {
      const text = serialiseEvent(touchpointCatalogue.create({ ...withEverything, type, data } as never));
      const event = new CloudEvent(JSON.parse(text));
      expect(event.validate()).toBe(true);
      expect(attributesOf(event)).toEqual(JSON.parse(text));
    },
  );

  test('reads a structured HTTP message of ours, attribute by attribute', () => {
    const ours = touchpointCatalogue.create({
      ...withEverything,
      type: 'message.deleted',
      data: { messageId: 'm_1', channel: 'slack' },
    });
    const theirs = HTTP.toEvent({ headers, body: serialiseEvent(ours) });
    expect(attributesOf(theirs as object)).toEqual({ ...ours });
  });

  test('writes what we read, extension attributes included', () => {
    const theirs = new CloudEvent({
      type: 'message.deleted',
      source: 'https://chat.example.com/',
      subject: 'm_1',
      data: { messageId: 'm_1', channel: 'slack' },
      vendorhint: 'kept',
      shard: 7,
      isreplay: false,
    });
    const { headers: sent, body } = HTTP.structured(theirs);
    expect(sent['content-type']).toContain('application/cloudevents+json');
    const ours = touchpointCatalogue.parse(body);
    expect(ours).toEqual({
      ...attributesOf(theirs),
      datacontenttype: 'application/json',
      dataschema: 'urn:touchline:event:message.deleted:1',
      partitionkey: 'm_1',
    });
  });

  test('an event object of theirs reads like its text', () => {
    const theirs = new CloudEvent({
      type: 'message.deleted',
      source: '/chat',
      data: { messageId: 'm_1', channel: 'slack' },
    });
    expect(touchpointCatalogue.parse(theirs)).toStrictEqual(
      touchpointCatalogue.parse(JSON.stringify(theirs)),
    );
  });
});
