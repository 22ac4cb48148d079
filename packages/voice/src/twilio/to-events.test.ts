import type { TouchlineEvent } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { accountSid, nowMs, receiver, signedForm, typesOf } from './fixtures/account.ts';
import {
  callStatus,
  gatheredDigits,
  gatheredSpeech,
  incomingCall,
  incomingSms,
  incomingWhatsapp,
  liveTranscription,
  machineDetected,
  messageStatus,
  recordingCompleted,
  transcribed,
} from './fixtures/forms.ts';

const receive = receiver();
type Form = Readonly<Record<string, string>>;

const onlyEvent = async (form: Form): Promise<TouchlineEvent> => {
  const { events, ignored, failed } = await receive(signedForm(form));
  expect({ ignored, failed, count: events.length }).toEqual({ ignored: [], failed: [], count: 1 });
  return events[0] as TouchlineEvent;
};

const without = (form: Form, name: string): Form =>
  Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));

describe('a call', () => {
  test('that comes in is initiated by its caller, at the time of arrival', async () => {
    expect(await onlyEvent(incomingCall)).toMatchObject({
      id: `${incomingCall.CallSid}:incoming`,
      source: `/connectors/twilio/${accountSid}`,
      type: 'call.initiated',
      time: '2026-11-21T09:30:00.000Z',
      subject: incomingCall.CallSid,
      partitionkey: incomingCall.CallSid,
      data: {
        customer: { phone: '+14155550123' },
        callId: incomingCall.CallSid,
        from: '+14155550123',
        to: '+14155550100',
        direction: 'inbound',
        callerName: 'ADA LOVELACE',
      },
    });
  });

  test('a redelivery is the same event, but for the time of its arrival', async () => {
    const first = (await receive(signedForm(incomingCall))).events;
    const again = (await receive(signedForm(incomingCall), { receivedAt: new Date(nowMs + 90_000) })).events;
    expect(again).toEqual(first.map((event) => ({ ...event, time: '2026-11-21T09:31:30.000Z' })));
  });

  test('that is over tells how long it was and who took it, at Twilio’s time and in its order', async () => {
    expect(await onlyEvent(callStatus)).toMatchObject({
      id: `${callStatus.CallSid}:completed`,
      type: 'call.completed',
      time: '2026-11-21T09:29:58.000Z',
      sequence: '3',
      data: {
        customer: { phone: '+14155550123' },
        direction: 'outbound',
        durationSeconds: 187,
        answeredBy: 'machine',
        endedAt: '2026-11-21T09:29:58.000Z',
      },
    });
  });

  test.each([
    ['initiated', 'call.initiated'],
    ['ringing', 'call.ringing'],
    ['in-progress', 'call.answered'],
    ['completed', 'call.completed'],
    ['busy', 'call.busy'],
    ['no-answer', 'call.no_answer'],
    ['failed', 'call.failed'],
    ['canceled', 'call.failed'],
  ])('with status %s is %s', async (CallStatus, type) => {
    const { id, type: made } = await onlyEvent({ ...callStatus, CallStatus });
    expect([id, made]).toEqual([`${callStatus.CallSid}:${CallStatus}`, type]);
  });

  test('that you ended before anyone took it says so', async () => {
    const { data } = await onlyEvent({ ...callStatus, CallStatus: 'canceled' });
    expect(data).toMatchObject({ failure: { code: 'canceled' } });
  });

  test('that failed says why', async () => {
    const failed = { ...callStatus, CallStatus: 'failed', ErrorCode: '13224', SipResponseCode: '404' };
    expect((await onlyEvent(failed)).data).toMatchObject({ failure: { code: '13224' }, sipCode: 404 });
  });

  test('a leg of it stays in its order, and has no customer of its own', async () => {
    const { partitionkey, data } = await onlyEvent({
      ...callStatus,
      CallStatus: 'no-answer',
      Direction: 'outbound-dial',
      ParentCallSid: incomingCall.CallSid,
    });
    expect(partitionkey).toBe(incomingCall.CallSid);
    expect(data).toMatchObject({ parentCallId: incomingCall.CallSid, direction: 'outbound' });
    expect(data).not.toHaveProperty('customer');
  });

  test('also ends where the number’s old callback says it without CallbackSource', async () => {
    expect((await onlyEvent(without(callStatus, 'CallbackSource'))).type).toBe('call.completed');
  });

  test.each([
    ['anonymous', 'anonymous'],
    ['', 'anonymous'],
    ['+266696687', 'anonymous'],
    ['+7378742833', 'anonymous'],
    ['sip:ada@example.com', 'sip:ada@example.com'],
    ['72975', '72975'],
  ])('from %j has the caller %s and no person behind it', async (From, from) => {
    const { data } = await onlyEvent({ ...incomingCall, From });
    expect(data).toMatchObject({ from });
    expect(data).not.toHaveProperty('customer');
  });

  test('from a client of yours knows the person by that', async () => {
    const { data } = await onlyEvent({ ...incomingCall, From: 'client:ada' });
    expect(data).toMatchObject({ from: 'client:ada', customer: { externalIds: { twilio: 'client:ada' } } });
  });
});

describe('what is said, pressed and recorded', () => {
  test('digits', async () => {
    expect(await onlyEvent(gatheredDigits)).toMatchObject({
      type: 'call.dtmf.received',
      partitionkey: incomingCall.CallSid,
      data: { customer: { phone: '+14155550123' }, digits: '1042', finishedBy: '#', isTimeout: false },
    });
  });

  test('no digits where a Gather ended without', async () => {
    expect((await onlyEvent({ ...gatheredDigits, Digits: '' })).data).toMatchObject({
      digits: '',
      isTimeout: true,
    });
  });

  test('the same key pressed twice is two events; the same request twice is one', async () => {
    const press = async (token: string) =>
      (await receive(signedForm(gatheredDigits, { headers: { 'i-twilio-idempotency-token': token } })))
        .events[0]?.id;
    expect(await press('a')).toBe(await press('a'));
    expect(await press('a')).not.toBe(await press('b'));
  });

  test('a Gather without Twilio’s token has the id of its content', async () => {
    const [first, again] = [await onlyEvent(gatheredDigits), await onlyEvent(gatheredDigits)];
    expect(again).toEqual(first);
    expect((await onlyEvent({ ...gatheredDigits, Digits: '1043' })).id).not.toBe(first.id);
  });

  test('speech', async () => {
    expect(await onlyEvent(gatheredSpeech)).toMatchObject({
      type: 'call.speech.recognized',
      data: { text: 'where is my order', confidence: 0.9302, language: 'en-GB', isFinal: true },
    });
  });

  test('speech while the call goes on', async () => {
    expect(await onlyEvent(liveTranscription)).toMatchObject({
      id: `${liveTranscription.TranscriptionSid}:2`,
      type: 'call.speech.recognized',
      time: '2026-11-21T09:29:59.123Z',
      sequence: '2',
      data: { text: 'hello there', confidence: 0.9956, isFinal: true },
    });
  });

  test('a recording', async () => {
    expect(await onlyEvent(recordingCompleted)).toMatchObject({
      id: `${recordingCompleted.RecordingSid}:completed`,
      type: 'call.recording.available',
      partitionkey: incomingCall.CallSid,
      data: { recordingId: recordingCompleted.RecordingSid, durationSeconds: 12, channelCount: 2 },
    });
  });

  test('a transcription', async () => {
    expect(await onlyEvent(transcribed)).toMatchObject({
      id: `${transcribed.TranscriptionSid}:completed`,
      type: 'call.transcription.available',
      data: { text: 'Please call me back.', recordingId: transcribed.RecordingSid, from: '+14155550123' },
    });
  });

  test('who took the call, told in the background or when TwiML is asked for, is one event', async () => {
    const background = await onlyEvent(machineDetected);
    const asked = await onlyEvent({
      ...without(without(callStatus, 'CallbackSource'), 'Timestamp'),
      CallStatus: 'in-progress',
      AnsweredBy: 'machine_end_beep',
    });
    expect(background).toMatchObject({
      type: 'call.machine.detected',
      data: { answeredBy: 'machine', isGreetingOver: false },
    });
    expect(asked).toMatchObject({ id: background.id, data: { isGreetingOver: true } });
  });
});

describe('a message', () => {
  test('that came in', async () => {
    expect(await onlyEvent(incomingSms)).toMatchObject({
      id: `${incomingSms.MessageSid}:received`,
      type: 'message.received',
      time: '2026-11-21T09:30:00.000Z',
      subject: incomingSms.MessageSid,
      data: {
        customer: { phone: '+14155550123' },
        channel: 'sms',
        conversationId: '+14155550123',
        from: { id: '+14155550123' },
        to: '+14155550100',
        text: 'Where is my order?',
      },
    });
  });

  test('with media has its files; a URL that is none does not cost the message', async () => {
    const { data } = await onlyEvent({
      ...incomingSms,
      NumMedia: '2',
      MediaUrl0: 'https://api.twilio.com/media/ME1',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'javascript:alert(1)',
      MediaContentType1: 'text/vcard',
    });
    expect(data).toMatchObject({
      attachments: [
        { url: 'https://api.twilio.com/media/ME1', contentType: 'image/jpeg' },
        { contentType: 'text/vcard' },
      ],
    });
  });

  test('by WhatsApp has its channel, the number without a prefix, the name, and the button as an interaction', async () => {
    const { events } = await receive(signedForm(incomingWhatsapp));
    expect(events.map(({ type, id }) => [type, id])).toEqual([
      ['message.received', `${incomingSms.MessageSid}:received`],
      ['interaction.received', `${incomingSms.MessageSid}:button`],
    ]);
    expect(events[0]?.data).toMatchObject({
      channel: 'whatsapp',
      customer: { phone: '+14155550123', name: 'Ada Lovelace' },
      from: { id: '+14155550123', displayName: 'Ada Lovelace' },
      to: '+14155550100',
      replyToMessageId: incomingWhatsapp.OriginalRepliedMessageSid,
    });
    expect(events[1]?.data).toMatchObject({ kind: 'button', name: 'confirm_delivery', value: 'Yes' });
  });

  test('with a place has it; a place that is none is left out', async () => {
    const at = (Latitude: string, Longitude: string) => onlyEvent({ ...incomingSms, Latitude, Longitude });
    expect((await at('51.5', '-0.12')).data).toMatchObject({
      location: { latitude: 51.5, longitude: -0.12 },
    });
    expect((await at('151.5', 'x')).data).not.toHaveProperty('location');
  });

  test.each([
    ['STOP', 'contact.opted_out'],
    ['START', 'contact.opted_in'],
  ])('that says %s is %s as well, with an id of its own', async (OptOutType, type) => {
    const { events } = await receive(signedForm({ ...incomingSms, Body: OptOutType, OptOutType }));
    expect(events.map((event) => event.type)).toEqual(['message.received', type]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(events[1]?.data).toMatchObject({
      customer: { phone: '+14155550123' },
      channel: 'sms',
      address: '+14155550123',
      method: 'keyword',
      text: OptOutType,
    });
  });

  test('that asks for HELP decides nothing', async () => {
    const received = await receive(signedForm({ ...incomingSms, OptOutType: 'HELP' }));
    expect(typesOf(received)).toEqual(['message.received']);
  });

  test.each([
    ['sent', 'message.sent'],
    ['delivered', 'message.delivered'],
    ['read', 'message.read'],
    ['failed', 'message.failed'],
    ['undelivered', 'message.failed'],
  ])('of yours with status %s is %s of its recipient', async (MessageStatus, type) => {
    expect(await onlyEvent({ ...messageStatus, MessageStatus })).toMatchObject({
      id: `${messageStatus.MessageSid}:${MessageStatus}`,
      type,
      data: { customer: { phone: '+14155550123' }, channel: 'sms', to: '+14155550123' },
    });
  });

  test('that was not delivered says why', async () => {
    expect((await onlyEvent(messageStatus)).data).toMatchObject({ failure: { code: '30003' } });
  });

  test('of the older SMS product reads like the newer', async () => {
    const { MessageSid: _, MessageStatus: __, ...older } = messageStatus;
    expect(await onlyEvent({ ...older, SmsStatus: 'sent' })).toMatchObject({
      id: `${messageStatus.SmsSid}:sent`,
      type: 'message.sent',
    });
  });
});

describe('what is not mapped', () => {
  test.each<[string, Form]>([
    ['voice.request', { ...incomingCall, CallStatus: 'in-progress' }],
    ['voice.dial', { ...incomingCall, CallStatus: 'completed', DialCallStatus: 'no-answer' }],
    [
      'voice.record',
      {
        ...incomingCall,
        CallStatus: 'completed',
        RecordingUrl: 'https://api.twilio.com/RE1',
        Digits: 'hangup',
      },
    ],
    ['call.queued', { ...callStatus, CallStatus: 'queued' }],
    ['recording.absent', { ...recordingCompleted, RecordingStatus: 'absent' }],
    ['transcription.failed', { ...transcribed, TranscriptionStatus: 'failed' }],
    [
      'transcription-started',
      { ...without(liveTranscription, 'TranscriptionData'), TranscriptionEvent: 'transcription-started' },
    ],
    ['message.queued', { ...messageStatus, MessageStatus: 'queued' }],
    ['participant-join', { StatusCallbackEvent: 'participant-join', ConferenceSid: 'CF1', CallSid: 'CA1' }],
    ['unknown', { Level: 'ERROR', Payload: '{}' }],
    ['unknown', { __proto__x: '1', constructor: 'x', kind: 'incoming_call' }],
    ['unknown', {}],
  ])('%s is ignored by name and acknowledged', async (name, form) => {
    const { events, ignored, failed, reply } = await receive(signedForm(form));
    expect({ events, ignored, failed, status: reply.status }).toEqual({
      events: [],
      ignored: [name],
      failed: [],
      status: 200,
    });
  });
});

describe('what is authentic and odd', () => {
  test.each<[string, Form]>([
    ['a call without a called number', without(incomingCall, 'To')],
    ['a recording without a call', { ...recordingCompleted, CallSid: '' }],
    ['a message without a sender', without(incomingSms, 'From')],
    ['live speech that is no JSON', { ...liveTranscription, TranscriptionData: '{"transcript":' }],
    ['a status longer than any', { ...callStatus, CallStatus: 'x'.repeat(65) }],
  ])('%s is kept as one that could not be read', async (_, form) => {
    const { events, failed } = await receive(signedForm(form));
    expect(events).toEqual([]);
    expect(failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
    expect(failed[0]?.error.message).not.toContain('4155550');
  });

  test.each<[string, Form, object]>([
    ['a time that is none', { ...callStatus, Timestamp: 'yesterday' }, { time: '2026-11-21T09:30:00.000Z' }],
    [
      'a time without a zone',
      { ...callStatus, Timestamp: 'Sat, 21 Nov 2026 08:00:00' },
      { time: '2026-11-21T08:00:00.000Z' },
    ],
    ['a duration that is none', { ...callStatus, CallDuration: '-3' }, { type: 'call.completed' }],
    [
      'a SIP code that is none',
      { ...callStatus, CallStatus: 'busy', SipResponseCode: '0' },
      { type: 'call.busy' },
    ],
    [
      'a confidence that is none',
      { ...gatheredSpeech, Confidence: '17' },
      { type: 'call.speech.recognized' },
    ],
    ['more media than there are', { ...incomingSms, NumMedia: '999999999' }, { type: 'message.received' }],
    [
      'a name longer than any',
      { ...incomingCall, CallerName: 'A'.repeat(2_000) },
      { type: 'call.initiated' },
    ],
  ])('%s does not cost the event', async (_, form, expected) => {
    expect(await onlyEvent(form)).toMatchObject(expected);
  });
});
