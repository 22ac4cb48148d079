import { type TouchlineEvent, touchpointEvents } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createChannelOf } from './channel-of.ts';

const channelOf = createChannelOf();
const event = (type: string, data: unknown = {}, source = '/app') =>
  ({ type, data, source }) as unknown as TouchlineEvent;

describe('the channel of an event', () => {
  test('is known for every type of Touchline', () => {
    const unknown = touchpointEvents
      .map(({ type, example }) => [type, channelOf(event(type, example))] as const)
      .filter(([, channel]) => channel === 'other');
    expect(unknown).toEqual([]);
  });

  test.each([
    ['email.received', {}, 'email'],
    ['call.dtmf.received', {}, 'voice'],
    ['page.viewed', {}, 'web'],
    ['refund.succeeded', {}, 'payments'],
    ['payment_method.attached', {}, 'payments'],
    ['contact.updated', {}, 'crm'],
    ['telemetry.received', {}, 'device'],
    ['order.created', {}, 'commerce'],
    ['audience.entered', {}, 'audience'],
  ])('of %s with %j is %s', (type, data, channel) => {
    expect(channelOf(event(type, data))).toBe(channel);
  });

  test('of a message is what the message says, in lower case', () => {
    expect(channelOf(event('message.received', { channel: 'SMS ' }))).toBe('sms');
    expect(channelOf(event('conversation.closed', {}))).toBe('chat');
    expect(channelOf(event('message.received', { channel: 'x'.repeat(65) }))).toBe('chat');
  });

  test('of a consent and of a ticket is where they are kept, not what they are about', () => {
    expect(channelOf(event('contact.opted_out', { channel: 'sms' }))).toBe('crm');
    expect(channelOf(event('ticket.created', { channel: 'email' }))).toBe('crm');
  });

  test('of an event of your own is what it says, else unknown, whatever it is called', () => {
    expect(channelOf(event('acme.kiosk.touched', { channel: 'kiosk' }))).toBe('kiosk');
    expect(channelOf(event('acme.kiosk.touched'))).toBe('other');
    expect(channelOf(event('constructor.made'))).toBe('other');
    expect(channelOf(event('acme.kiosk.touched', { channel: 7 }))).toBe('other');
  });

  test('is what a rule of yours says first, by type and by source', () => {
    const withRules = createChannelOf([
      { on: 'acme.*', source: '/app/kiosk', channel: 'kiosk' },
      { on: ['acme.*', 'order.created'], channel: 'shop' },
    ]);
    expect(withRules(event('acme.kiosk.touched', {}, '/app/kiosk/7'))).toBe('kiosk');
    expect(withRules(event('acme.kiosk.touched'))).toBe('shop');
    expect(withRules(event('order.created'))).toBe('shop');
    expect(withRules(event('order.paid'))).toBe('commerce');
  });
});
