import { touchpointEvents } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { embeddedTransport, httpTransport, natsTransport } from './asyncapi/transport.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { documentText } from './document/document-text.ts';
import { shopKit } from './fixtures/shop-api.ts';

const info = { title: 'Shop', version: '1.0.0' };
const events = [shopKit.catalogue.definition('parcel.handed_over')];

describe('an event type', () => {
  it('is a channel, a message and an operation', () => {
    const document = asyncApiDocument({ info, events });
    expect(document.channels.ParcelHandedOver).toMatchObject({
      address: 'parcel.handed_over',
      messages: { ParcelHandedOver: { $ref: '#/components/messages/ParcelHandedOver' } },
    });
    expect(document.operations.onParcelHandedOver).toEqual({
      action: 'send',
      title: 'Parcel handed over',
      channel: { $ref: '#/channels/ParcelHandedOver' },
      messages: [{ $ref: '#/channels/ParcelHandedOver/messages/ParcelHandedOver' }],
    });
    expect(document.components.messages?.ParcelHandedOver).toMatchObject({
      contentType: 'application/cloudevents+json',
      payload: { $ref: '#/components/schemas/ParcelHandedOverEvent' },
    });
  });
});

describe('the transport', () => {
  it('names no server where events stay in the process', () => {
    expect(asyncApiDocument({ info, events, transport: embeddedTransport })).not.toHaveProperty('servers');
  });

  it('is the event stream of a server', () => {
    const transport = httpTransport({ url: 'https://api.acme.test/touchline/' });
    const document = asyncApiDocument({ info, events, transport });
    expect(document.servers).toMatchObject({
      api: { host: 'api.acme.test', protocol: 'https', pathname: '/touchline' },
    });
    expect(document.channels.ParcelHandedOver).toMatchObject({
      address: '/v1/events/stream?types=parcel.handed_over',
    });
    expect(document.operations.onParcelHandedOver).toMatchObject({ bindings: { http: { method: 'GET' } } });
  });

  it('is NATS, a subject for each type', () => {
    const transport = natsTransport({ url: 'nats://nats.acme.test:4222', queue: 'mailer' });
    const document = asyncApiDocument({ info, events, transport });
    expect(document.servers).toMatchObject({ nats: { host: 'nats.acme.test:4222', protocol: 'nats' } });
    expect(document.channels.ParcelHandedOver).toMatchObject({
      address: 'touchline.events.parcel.handed_over',
    });
    expect(document.operations.onParcelHandedOver).toMatchObject({ bindings: { nats: { queue: 'mailer' } } });
  });
});

it('is the same to the byte, whenever it is made', () => {
  const make = () => documentText(asyncApiDocument({ info, events: touchpointEvents }));
  expect(make()).toBe(make());
});
