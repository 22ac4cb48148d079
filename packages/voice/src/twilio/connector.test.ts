import { type BoundAction, isSkip, reactionTools, touchpointCatalogue } from '@touchline/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { PlaceCallInput, PlaceCallOutput, SendSmsInput, SendSmsOutput } from '../contract.ts';
import { missedCallSms } from '../missed-call-sms.ts';
import { config, connectedTwilio, typesOf, webhookUrl } from './fixtures/account.ts';
import { type TwilioConfig, twilio } from './index.ts';

const url = { url: webhookUrl };
const caller = '+14155550123';
const missed = {
  callId: 'CA1',
  from: caller,
  to: '+14155550100',
  direction: 'inbound' as const,
  customer: { phone: caller },
};

describe('the connector', () => {
  test('has the actions of its category, typed by their contracts', () => {
    const { actions } = twilio(config);
    expect(Object.keys(actions).sort()).toEqual([
      'getCall',
      'hangUpCall',
      'placeCall',
      'sendSms',
      'sendWhatsapp',
    ]);
    expectTypeOf(actions.placeCall).toExtend<BoundAction<PlaceCallInput, PlaceCallOutput>>();
    expectTypeOf(actions.sendSms).toExtend<BoundAction<SendSmsInput, SendSmsOutput>>();
    expectTypeOf(twilio).parameter(0).toExtend<TwilioConfig>();
    // @ts-expect-error a call needs somebody to call
    void (() => actions.placeCall({ say: 'Hi' }));
    // @ts-expect-error there is no such verb
    void (() => twilio({ ...config, voiceReply: [{ verb: 'shout' }] }));
  });

  test.each([
    ['an account that is none', { accountSid: 'AC1' }, 'accountSid'],
    ['a reply that is none', { voiceReply: '<Response/>' }, 'voiceReply'],
    ['a URL that is none', { publicUrl: 'ftp://example.com' }, 'publicUrl'],
    ['an option that is none', { authTokens: 'x' }, 'authTokens'],
  ])('refuses a config with %s, by the name of the field', (_, change, field) => {
    expect(() => twilio({ ...config, ...change } as TwilioConfig)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
  });

  test('prints no secret', () => {
    const message = JSON.stringify(twilio(config)) + String(twilio(config));
    expect(message).not.toContain('token-sentinel');
  });
});

describe('a call that nobody took', () => {
  const react = (
    data: object,
    more: Partial<TwilioConfig> = { missedCallText: 'Sorry that we missed you.' },
  ) => {
    const connector = twilio({ ...config, ...more });
    const event = touchpointCatalogue.create({
      type: 'call.no_answer',
      id: '1',
      data: { ...missed, ...data },
    });
    return connector.on['call.no_answer'](
      event as never,
      reactionTools(Object.keys(connector.actions)) as never,
    );
  };

  test('gets its caller a text message', () => {
    expect(react({})).toEqual({
      action: 'sendSms',
      input: { to: caller, text: 'Sorry that we missed you.' },
    });
  });

  test.each([
    ['missedCallText is not set', {}, {}],
    ['the call was not an inbound one', { direction: 'outbound' }, undefined],
    ['the caller has no telephone number', { from: 'anonymous', customer: undefined }, undefined],
    ['the caller has no telephone number', { from: 'sip:ada@example.com', customer: undefined }, undefined],
  ])('does not where %s', (reason, data, more) => {
    expect(react(data, more)).toEqual({ skip: reason });
  });

  test('is answered by the same map in a route of your own', () => {
    const map = missedCallSms({ text: 'Sorry', from: '72975' });
    const tools = reactionTools<never>(['sendSms']) as never;
    const result = map({ data: missed }, tools);
    expect(isSkip(result)).toBe(false);
    expect(result).toEqual({ action: 'sendSms', input: { to: caller, text: 'Sorry', from: '72975' } });
  });
});

describe('the sandbox', () => {
  test('plays a missed call that is answered with a message, which is delivered and answered STOP', async () => {
    const { sandbox, connector, close } = await connectedTwilio({ publicUrl: webhookUrl });
    const receive = connector.receive as NonNullable<typeof connector.receive>;

    const [ringing, unanswered] = sandbox.missedCall({ from: caller, to: '+14155550100' }, url);
    expect(typesOf(await receive(ringing as never))).toEqual(['call.initiated']);
    const { events } = await receive(unanswered as never);
    expect(events).toMatchObject([{ type: 'call.no_answer', data: missedBy(caller) }]);

    const { messageId } = await connector.actions.sendSms({
      to: caller,
      text: 'Sorry that we missed your call.',
    });
    expect(sandbox.messages.get(messageId)).toMatchObject({
      to: caller,
      status: 'queued',
      direction: 'outbound-api',
    });
    const told = [];
    for (const status of ['queued', 'sent', 'delivered'] as const)
      told.push(
        ...typesOf(
          await receive(sandbox.webhook({ kind: 'message_status', messageSid: messageId, status }, url)),
        ),
      );
    expect(told).toEqual(['message.sent', 'message.delivered']);

    const stop = sandbox.webhook(
      { kind: 'incoming_message', from: caller, to: '+14155550100', text: 'Stop' },
      url,
    );
    expect(typesOf(await receive(stop))).toEqual(['message.received', 'contact.opted_out']);
    await expect(connector.actions.sendSms({ to: caller, text: 'Hello?' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorCode: '21610' }),
    );

    const start = sandbox.webhook(
      { kind: 'incoming_message', from: caller, to: '+14155550100', text: 'START' },
      url,
    );
    expect(typesOf(await receive(start))).toEqual(['message.received', 'contact.opted_in']);
    expect(sandbox.optedOut.size).toBe(0);
    await close();
  });

  test('plays a conversation by telephone', async () => {
    const { sandbox, connector, close } = await connectedTwilio();
    const receive = connector.receive as NonNullable<typeof connector.receive>;
    const { callId: callSid } = await connector.actions.placeCall({ to: caller, say: 'Hello' });
    const told = [];
    for (const input of [
      { kind: 'call_status', callSid, status: 'ringing' },
      { kind: 'call_status', callSid, status: 'in-progress' },
      { kind: 'machine_detection', callSid, answeredBy: 'human' },
      { kind: 'digits', callSid, digits: '1' },
      { kind: 'digits', callSid, digits: '1' },
      { kind: 'speech', callSid, text: 'yes please', confidence: 0.9 },
      { kind: 'call_status', callSid, status: 'completed', durationSeconds: 20 },
      { kind: 'recording', callSid, durationSeconds: 18 },
    ] as const)
      told.push(...(await receive(sandbox.webhook(input, url))).events);
    expect(told.map(({ type }) => type)).toEqual([
      'call.ringing',
      'call.answered',
      'call.machine.detected',
      'call.dtmf.received',
      'call.dtmf.received',
      'call.speech.recognized',
      'call.completed',
      'call.recording.available',
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    expect(new Set(told.map(({ partitionkey }) => partitionkey))).toEqual(new Set([callSid]));
    expect(await connector.actions.getCall({ callId: callSid })).toMatchObject({ durationSeconds: 20 });
    await close();
  });

  test.each([
    ['no recipient', 'Messages', { From: '+14155550100', Body: 'x' }, 400, 21_604],
    ['no sender', 'Messages', { To: caller, Body: 'x' }, 400, 21_603],
    ['no text', 'Messages', { To: caller, From: '+14155550100' }, 400, 21_602],
    ['a number that is none', 'Messages', { To: '555', From: '+14155550100', Body: 'x' }, 400, 21_211],
    ['nothing to do in a call', 'Calls', { To: caller, From: '+14155550100' }, 400, 21_205],
    ['nobody to call', 'Calls', { From: '+14155550100', Url: 'https://example.com' }, 400, 21_201],
  ])('refuses %s as Twilio does', async (_, resource, form, status, code) => {
    const { sandbox, close } = await connectedTwilio();
    const response = await sandbox.fetch(
      new Request(`https://api.twilio.com/2010-04-01/Accounts/${config.accountSid}/${resource}.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${config.accountSid}:${config.authToken}`)}` },
        body: new URLSearchParams(form as Record<string, string>),
      }),
    );
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ code, status }),
    ]);
    await close();
  });
});

const missedBy = (from: string) => ({ from, direction: 'inbound', customer: { phone: from } });
