import { describe, expect, test } from 'vitest';
import { nowMs, receiver, signed, typesOf } from './fixtures/account.ts';
import { callInitiated, messageFinalized, messageReceived, ofCall } from './fixtures/webhooks.ts';

const receive = receiver();
const { payload } = callInitiated.data;
const callId = payload.call_control_id;
const ada = { phone: '+14155550123' };
const only = async (body: unknown, by = receive) => {
  const { events, ignored, failed } = await by(signed(body));
  expect({ ignored, failed }).toEqual({ ignored: [], failed: [] });
  expect(events).toHaveLength(1);
  return events[0];
};

describe('a call', () => {
  test('that comes in names its caller, and keeps Telnyx’s id, time and session', async () => {
    expect(await only(callInitiated)).toMatchObject({
      id: callInitiated.data.id,
      source: '/connectors/telnyx',
      type: 'call.initiated',
      time: '2026-11-21T09:29:27.521Z',
      sequence: '1795253367521992',
      subject: callId,
      partitionkey: payload.call_session_id,
      data: {
        customer: ada,
        callId,
        from: '+14155550123',
        to: '+14155550100',
        direction: 'inbound',
        metadata: { callSessionId: payload.call_session_id, callLegId: payload.call_leg_id },
      },
    });
  });

  test('is known for inbound or outbound by your numbers, where a webhook does not say it', async () => {
    expect(await only(ofCall('call.answered'))).toMatchObject({
      data: { direction: 'inbound', customer: ada },
    });
    const reversed = { from: '+14155550144', to: '+14155550123' };
    const mine = receiver({ numbers: ['+14155550144'] });
    expect(await only(ofCall('call.answered', reversed), mine)).toMatchObject({
      data: { direction: 'outbound', customer: ada },
    });
    const { data } = (await only(ofCall('call.answered', reversed))) as { data: object };
    expect(data).not.toHaveProperty('customer');
    expect(data).not.toHaveProperty('direction');
  });

  test('that an action placed is tied to it by its state', async () => {
    const client_state = Buffer.from('touchline:delivery-7').toString('base64');
    expect(
      await only(ofCall('call.answered', { from: '+1999', to: '+14155550123', client_state })),
    ).toMatchObject({
      correlationid: 'delivery-7',
      data: { direction: 'outbound', customer: ada },
    });
  });

  test('hands a state of somebody else’s on as text, and leaves out what is none', async () => {
    const client_state = 'aGF2ZSBhIG5pY2UgZGF5ID1d';
    expect(await only(ofCall('call.bridged', { client_state }))).toMatchObject({
      data: { metadata: { clientState: 'have a nice day =]' } },
    });
    const event = await only(ofCall('call.bridged', { client_state: '////' }));
    expect(event?.data).not.toHaveProperty('metadata.clientState');
  });

  test.each([
    [
      'normal_clearing',
      'call.completed',
      { endedBy: 'caller', cause: 'normal_clearing', startedAt: '2026-11-21T09:29:27.521Z' },
    ],
    ['time_limit', 'call.completed', { cause: 'time_limit' }],
    ['user_busy', 'call.busy', { sipCode: 486 }],
    ['call_rejected', 'call.busy', { sipCode: 486 }],
    ['no_answer', 'call.no_answer', {}],
    ['timeout', 'call.no_answer', {}],
    ['originator_cancel', 'call.no_answer', { direction: 'inbound' }],
    ['not_found', 'call.failed', { failure: { code: 'not_found' }, sipCode: 486 }],
    ['unspecified', 'call.failed', { failure: { code: 'unspecified' } }],
    ['something_newer', 'call.failed', { failure: { code: 'something_newer' } }],
  ])('that ends by %s is %s', async (hangup_cause, type, data) => {
    const body = ofCall('call.hangup', { hangup_cause, hangup_source: 'caller', sip_hangup_cause: '486' });
    expect(await only(body)).toMatchObject({ type, data: { callId, ...data } });
  });

  test('of yours that you ended before anyone answered has failed', async () => {
    const body = ofCall('call.hangup', {
      from: '+14155550100',
      to: '+14155550123',
      hangup_cause: 'originator_cancel',
    });
    expect(await only(body)).toMatchObject({
      type: 'call.failed',
      data: { failure: { code: 'originator_cancel' } },
    });
  });
});

describe('what happens in a call', () => {
  test.each([
    ['call.dtmf.received', { digit: '#' }, { digits: '#' }],
    ['call.gather.ended', { digits: '1042', status: 'valid' }, { digits: '1042', isTimeout: false }],
    ['call.gather.ended', { digits: '', status: 'timeout' }, { digits: '', isTimeout: true }],
  ])('%s %j', async (type, more, data) => {
    const event = await only(ofCall(type, more));
    expect(event).toMatchObject({ type: 'call.dtmf.received', data });
    if (type === 'call.dtmf.received') expect(event?.data).not.toHaveProperty('isTimeout');
  });

  test.each([
    ['call.machine.detection.ended', 'human', { answeredBy: 'human' }],
    ['call.machine.detection.ended', 'not_sure', { answeredBy: 'unknown' }],
    ['call.machine.premium.detection.ended', 'human_residence', { answeredBy: 'human' }],
    ['call.machine.premium.detection.ended', 'fax_detected', { answeredBy: 'fax' }],
    ['call.machine.greeting.ended', 'ended', { answeredBy: 'machine', isGreetingOver: true }],
    [
      'call.machine.premium.greeting.ended',
      'no_beep_detected',
      { answeredBy: 'machine', isGreetingOver: false },
    ],
  ])('%s %s', async (type, result, data) => {
    expect(await only(ofCall(type, { result }))).toMatchObject({ type: 'call.machine.detected', data });
  });

  test('a recording can be fetched for ten minutes, unless its URL is public', async () => {
    const recording = {
      recording_id: 'rec-1',
      channels: 'dual',
      recording_started_at: '2026-11-21T09:29:00Z',
      recording_ended_at: '2026-11-21T09:29:27.500Z',
      recording_urls: { mp3: 'https://recordings.example.com/1.mp3', wav: null },
    };
    expect(await only(ofCall('call.recording.saved', recording))).toMatchObject({
      type: 'call.recording.available',
      data: {
        recordingId: 'rec-1',
        url: 'https://recordings.example.com/1.mp3',
        contentType: 'audio/mpeg',
        durationSeconds: 27.5,
        channelCount: 2,
        expiresAt: '2026-11-21T09:39:27.521Z',
      },
    });
    const event = await only(
      ofCall('call.recording.saved', {
        ...recording,
        public_recording_urls: { wav: 'https://public.example.com/1.wav' },
      }),
    );
    expect(event).toMatchObject({
      data: { url: 'https://public.example.com/1.wav', contentType: 'audio/wav' },
    });
    expect(event?.data).not.toHaveProperty('expiresAt');
  });

  test('what was said becomes speech while it goes on, and a transcription afterwards', async () => {
    expect(
      await only(
        ofCall('call.transcription', {
          transcription_data: { transcript: 'hello', confidence: 0.97, is_final: false },
        }),
      ),
    ).toMatchObject({
      type: 'call.speech.recognized',
      data: { text: 'hello', confidence: 0.97, isFinal: false },
    });
    expect(
      await only(
        ofCall('call.recording.transcription.saved', {
          recording_id: 'rec-1',
          recording_transcription_id: 'tr-1',
          status: 'completed',
          transcription_text: 'Hi!',
        }),
      ),
    ).toMatchObject({
      type: 'call.transcription.available',
      data: { transcriptionId: 'tr-1', recordingId: 'rec-1', text: 'Hi!' },
    });
  });

  test.each([
    ['call.speak.ended', {}, 'call.speak.ended'],
    ['call.playback.started', {}, 'call.playback.started'],
    ['conference.created', {}, 'conference.created'],
    ['call.gather.ended', { status: 'call_hangup' }, 'call.gather.ended.call_hangup'],
  ])('%s is counted, and no event', async (type, more, name) => {
    const { events, ignored } = await receive(signed(ofCall(type, more)));
    expect({ events, ignored }).toEqual({ events: [], ignored: [name] });
  });
});

describe('webhooks that come in any order and more than once', () => {
  const story = [
    callInitiated,
    ofCall('call.answered', {}, { occurred_at: '2026-11-21T09:29:30.000001Z' }),
    ofCall('call.dtmf.received', { digit: '1' }, { occurred_at: '2026-11-21T09:29:30.000002Z' }),
    ofCall('call.hangup', { hangup_cause: 'normal_clearing' }, { occurred_at: '2026-11-21T09:29:31Z' }),
  ];
  const types = ['call.initiated', 'call.answered', 'call.dtmf.received', 'call.completed'];

  test('give the same events, whatever came before', async () => {
    const told = async (bodies: readonly object[]) =>
      (await Promise.all(bodies.map((body) => receive(signed(body))))).flatMap(({ events }) => events);
    const inOrder = await told(story);
    const mixed = await told([story[3], story[1], story[3], story[0], story[2], story[1]] as object[]);
    const known = new Map(mixed.map((event) => [`${event.source} ${event.id}`, event]));
    expect(known.size).toBe(4);
    const sorted = [...known.values()].sort((a, b) => Number(a.sequence) - Number(b.sequence));
    expect(sorted).toEqual(inOrder);
    expect(sorted.map(({ type }) => type)).toEqual(types);
    expect(new Set(sorted.map(({ partitionkey }) => partitionkey)).size).toBe(1);
  });

  test('one that is delivered again, later and by another attempt, is the same event', async () => {
    const late = receiver();
    const [first] = (await receive(signed(story[1]))).events;
    const again = { ...story[1], meta: { attempt: 3 } };
    const [second] = (await late(signed(again, { now: nowMs + 200_000 }))).events;
    expect(second).toEqual(first);
  });
});

describe('a message', () => {
  test('that comes in names its sender and its files', async () => {
    expect(await only(messageReceived)).toMatchObject({
      id: messageReceived.data.id,
      type: 'message.received',
      subject: messageReceived.data.payload.id,
      data: {
        customer: ada,
        messageId: messageReceived.data.payload.id,
        channel: 'sms',
        from: { id: '+14155550123' },
        to: '+14155550100',
        text: 'Where is my order?',
        attachments: [
          { url: 'https://media.example.com/lid.jpg', contentType: 'image/jpeg', sizeBytes: 48_213 },
        ],
      },
    });
  });

  test.each([
    ['STOP', 'contact.opted_out'],
    [' stop  all ', 'contact.opted_out'],
    ['Unsubscribe', 'contact.opted_out'],
    ['start', 'contact.opted_in'],
    ['Stop calling me please', undefined],
    ['constructor', undefined],
  ])('of %j is a choice: %s', async (text, type) => {
    const { data } = messageReceived;
    const received = await receive(signed({ data: { ...data, payload: { ...data.payload, text } } }));
    expect(typesOf(received)).toEqual(['message.received', ...(type ? [type] : [])]);
    if (type)
      expect(received.events[1]).toMatchObject({
        id: `${data.id}:${type}`,
        data: { customer: ada, channel: 'sms', address: '+14155550123', method: 'keyword' },
      });
  });

  test('of yours has a fate for each recipient', async () => {
    const body = messageFinalized(
      [
        { phone_number: '+14155550123', status: 'delivered' },
        { phone_number: '+14155550124', status: 'delivery_failed' },
        { phone_number: '+14155550125', status: 'delivery_unconfirmed' },
      ],
      [
        {
          code: '40008',
          title: 'Undeliverable',
          detail: 'The recipient carrier did not accept the message.',
        },
      ],
    );
    const { events, ignored } = await receive(signed(body));
    expect(events).toMatchObject([
      { id: body.data.id, type: 'message.delivered', data: { to: '+14155550123', customer: ada } },
      {
        id: `${body.data.id}:1`,
        type: 'message.failed',
        data: { to: '+14155550124', failure: { code: '40008' } },
      },
    ]);
    expect(ignored).toEqual(['message.finalized.delivery_unconfirmed']);
  });

  test('of yours left', async () => {
    const body = messageFinalized([{ phone_number: '+14155550123', status: 'sent' }], [], 'message.sent');
    expect(await only(body)).toMatchObject({
      type: 'message.sent',
      data: { from: '+14155550100', to: '+14155550123' },
    });
  });
});
