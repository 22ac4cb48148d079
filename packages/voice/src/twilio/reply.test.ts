import { describe, expect, test } from 'vitest';
import { receiver, signedForm, typesOf } from './fixtures/account.ts';
import { callStatus, gatheredDigits, incomingCall, incomingSms } from './fixtures/forms.ts';
import type { IncomingCall, TwilioConfig } from './index.ts';

const xml = '<?xml version="1.0" encoding="UTF-8"?>';
const greeting = [{ verb: 'say', text: 'Welcome.' }] as const;
const inProgress = { ...incomingCall, CallStatus: 'in-progress' };

const replyTo = async (form: Readonly<Record<string, string>>, config: Partial<TwilioConfig> = {}) =>
  (await receiver(config)(signedForm(form))).reply;

describe('a call that comes in', () => {
  test('is rejected as busy where nobody said what to do', async () => {
    expect(await replyTo(incomingCall)).toEqual({
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `${xml}<Response><Reject reason="busy"/></Response>`,
    });
  });

  test('is answered with the TwiML of the config', async () => {
    expect((await replyTo(incomingCall, { voiceReply: greeting })).body).toBe(
      `${xml}<Response><Say>Welcome.</Say></Response>`,
    );
  });

  test('is answered with what a function decides, which knows the call', async () => {
    const seen: IncomingCall[] = [];
    const voiceReply = (call: IncomingCall) => {
      seen.push(call);
      return [{ verb: 'say', text: `Hello ${call.from}` } as const];
    };
    const { body } = await replyTo({ ...incomingCall, From: 'anonymous' }, { voiceReply });
    expect(body).toContain('<Say>Hello anonymous</Say>');
    await replyTo(gatheredDigits, { voiceReply });
    expect(seen.map(({ status, digits, direction }) => ({ status, digits, direction }))).toEqual([
      { status: 'ringing', digits: undefined, direction: 'inbound' },
      { status: 'in-progress', digits: '1042', direction: 'inbound' },
    ]);
  });

  test('keeps its events when the function throws, and sends Twilio to the fallback URL', async () => {
    const voiceReply = () => {
      throw new TypeError('a mistake');
    };
    const received = await receiver({ voiceReply })(signedForm(incomingCall));
    expect(typesOf(received)).toEqual(['call.initiated']);
    expect(received.reply).toEqual({ status: 500 });
  });
});

describe('a call that goes on', () => {
  test('is given the TwiML of the config at its first question', async () => {
    expect((await replyTo(inProgress, { voiceReply: greeting })).body).toContain('<Say>');
  });

  test.each([
    ['keys were pressed', gatheredDigits],
    ['a Dial ended', { ...inProgress, DialCallStatus: 'busy' }],
    ['a Record ended', { ...inProgress, RecordingUrl: 'https://api.twilio.com/RE1' }],
  ])('ends, and does not begin again, when %s', async (_, form) => {
    expect((await replyTo(form, { voiceReply: greeting })).body).toBe(`${xml}<Response/>`);
  });

  test('ends where nobody said what to do', async () => {
    expect((await replyTo(inProgress)).body).toBe(`${xml}<Response/>`);
  });
});

describe('a message that comes in', () => {
  test('is not answered where nobody said so', async () => {
    expect((await replyTo(incomingSms)).body).toBe(`${xml}<Response/>`);
  });

  test('is answered with what a function decides', async () => {
    const { body } = await replyTo(incomingSms, {
      smsReply: ({ text, channel }) => [{ verb: 'message', text: `${channel}: <${text}>` }],
    });
    expect(body).toBe(
      `${xml}<Response><Message><Body>sms: &lt;Where is my order?&gt;</Body></Message></Response>`,
    );
  });
});

test('a callback that only tells gets an empty answer', async () => {
  expect(await replyTo(callStatus, { voiceReply: greeting })).toEqual({ status: 200 });
});
