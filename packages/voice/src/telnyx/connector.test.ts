import { type BoundAction, reactionTools, TouchlineError, touchpointCatalogue } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { PlaceCallInput, PlaceCallOutput, SendSmsInput, SendSmsOutput } from '../contract.ts';
import { apiKey, config, connectedTelnyx, url, webhookUrl } from './fixtures/account.ts';
import { type TelnyxConfig, telnyx } from './index.ts';

const ada = '+14155550123';
const answerUrl = 'https://shop.example.com/answer';

let at: Awaited<ReturnType<typeof connectedTelnyx>>;
beforeAll(async () => {
  at = await connectedTelnyx({ publicUrl: webhookUrl });
});
afterAll(() => at.close());

const incoming = () => {
  at.sandbox.webhook({ kind: 'incoming_call', from: ada, to: '+14155550100' }, url);
  return [...at.sandbox.phoneCalls.keys()].at(-1) ?? '';
};

describe('the connector', () => {
  test('has the actions of its category, typed by their contracts, and call control', () => {
    const { actions } = telnyx(config);
    expect(Object.keys(actions).sort()).toEqual([
      'answerCall',
      'bridgeCalls',
      'deleteRecording',
      'gatherDigits',
      'getCall',
      'hangUpCall',
      'placeCall',
      'playAudio',
      'rejectCall',
      'sendDigits',
      'sendSms',
      'speakText',
      'startRecording',
      'stopRecording',
      'transferCall',
    ]);
    expectTypeOf(actions.placeCall).toExtend<BoundAction<PlaceCallInput, PlaceCallOutput>>();
    expectTypeOf(actions.sendSms).toExtend<BoundAction<SendSmsInput, SendSmsOutput>>();
    expectTypeOf(telnyx).parameter(0).toExtend<TelnyxConfig>();
    // @ts-expect-error something must be said
    void (() => actions.speakText({ callId: 'v3:1' }));
  });

  test.each([
    ['a key that is none', { publicKey: 'abc' }, 'publicKey'],
    ['a number that is none', { numbers: ['0123'] }, 'numbers'],
    ['an option that is none', { apiKeys: 'x' }, 'apiKeys'],
  ])('refuses a config with %s, by the name of the field', (_, change, field) => {
    expect(() => telnyx({ ...config, ...change } as TelnyxConfig)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
  });

  test('knows a good key from a bad one', async () => {
    await expect(at.connector.check?.()).resolves.toEqual({});
    const other = await connectedTelnyx({ apiKey: 'KEY-wrong' });
    await expect(other.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ code: 'http.unauthorized', disposition: 'reauthorize', vendorCode: '10009' }),
    );
    await other.close();
  });

  test('prints no secret', () => {
    expect(JSON.stringify(telnyx(config)) + String(telnyx(config))).not.toContain('sentinel');
  });
});

describe('a call that nobody took', () => {
  const react = (more: Partial<TelnyxConfig>) => {
    const connector = telnyx({ ...config, ...more });
    const data = { callId: 'v3:1', from: ada, to: '+14155550100', direction: 'inbound' as const };
    const event = touchpointCatalogue.create({ type: 'call.no_answer', id: '1', data });
    const tools = reactionTools(Object.keys(connector.actions)) as never;
    return connector.on['call.no_answer'](event as never, tools);
  };

  test('gets its caller a text message, where one is set', () => {
    const input = { to: ada, text: 'Sorry that we missed you.' };
    expect(react({ missedCallText: input.text })).toEqual({ action: 'sendSms', input });
    expect(react({})).toEqual({ skip: 'missedCallText is not set' });
  });
});

describe('placeCall', () => {
  test('dials with a command id, and a state that ties the call’s events to it', async () => {
    const output = await at.connector.actions.placeCall(
      { to: ada, answerUrl, recording: 'dual', machineDetection: 'until_greeting_ends', timeoutSeconds: 20 },
      { idempotencyKey: 'delivery-1' },
    );
    expect(at.sandbox.calls.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v2/calls',
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(at.lastJson()).toEqual({
      connection_id: config.connectionId,
      to: ada,
      from: '+14155550100',
      timeout_secs: 20,
      webhook_url: answerUrl,
      record: 'record-from-answer',
      record_channels: 'dual',
      record_format: 'mp3',
      answering_machine_detection: 'greeting_end',
      command_id: 'delivery-1',
      client_state: Buffer.from('touchline:delivery-1').toString('base64'),
    });
    const { events } = await at.receive(
      at.sandbox.webhook({ kind: 'call_answered', callId: output.callId }, url),
    );
    expect(events).toMatchObject([
      {
        type: 'call.answered',
        correlationid: 'delivery-1',
        data: { direction: 'outbound', customer: { phone: ada } },
      },
    ]);
  });

  test('plays a file, which is all the script that Telnyx takes', async () => {
    await at.connector.actions.placeCall({
      to: ada,
      script: [{ step: 'play', url: 'https://shop.example.com/a.mp3' }, { step: 'hang_up' }],
    });
    expect(at.lastJson()).toMatchObject({
      audio_url: 'https://shop.example.com/a.mp3',
      webhook_url: webhookUrl,
    });
  });

  test('refuses a script and text before anything is sent, and says what to do', async () => {
    const before = at.sandbox.calls.length;
    await expect(at.connector.actions.placeCall({ to: ada, say: 'Hi' })).rejects.toThrow(
      expect.objectContaining({
        code: 'action.not_supported',
        message: expect.stringContaining('answerUrl'),
      }),
    );
    expect(at.sandbox.calls).toHaveLength(before);
  });

  test('that comes twice within a minute calls once; later it calls again, and so it is declared', async () => {
    const { placeCall } = at.connector.actions;
    const place = () => placeCall({ to: ada, answerUrl }, { idempotencyKey: 'delivery-2' });
    const before = at.sandbox.phoneCalls.size;
    const first = await place();
    await at.clock.advance(59_999);
    expect(await place()).toEqual(first);
    expect(at.sandbox.phoneCalls.size).toBe(before + 1);
    await at.clock.advance(1);
    await place();
    expect(at.sandbox.phoneCalls.size).toBe(before + 2);
    expect(placeCall.idempotent).toBe('no');
  });

  test('of unknown outcome is found among the active calls, and a call that is over proves nothing', async () => {
    const { placeCall, hangUpCall } = at.connector.actions;
    const input = { to: ada, answerUrl };
    const { callId } = await placeCall(input, { idempotencyKey: 'delivery-3' });
    const look = () => placeCall.reconcile?.(input, { idempotencyKey: 'delivery-3' });
    expect(await look()).toEqual({ outcome: 'done', output: { callId, status: 'in_progress' } });
    await hangUpCall({ callId });
    expect(await look()).toEqual({ outcome: 'unknown' });
  });

  test('leaves an answer that was lost to people, and sends nothing twice', async () => {
    const before = at.sandbox.calls.length;
    at.sandbox.answerNext({ status: 504, body: '<html>Gateway timeout</html>' });
    await expect(at.connector.actions.placeCall({ to: ada, answerUrl })).rejects.toThrow(
      expect.objectContaining({ disposition: 'ambiguous' }),
    );
    expect(at.sandbox.calls).toHaveLength(before + 1);
  });
});

describe('a call that goes on', () => {
  test.each([
    ['answerCall', {}, 'answer', {}],
    ['rejectCall', { cause: 'busy' }, 'reject', { cause: 'USER_BUSY' }],
    [
      'speakText',
      { text: 'Hi', language: 'en-GB', loop: 2, clientState: 'asked' },
      'speak',
      {
        payload: 'Hi',
        payload_type: 'text',
        voice: 'AWS.Polly.Joanna-Neural',
        language: 'en-GB',
        loop: 2,
        client_state: 'YXNrZWQ=',
      },
    ],
    [
      'playAudio',
      { url: 'https://a.example.com/a.mp3' },
      'playback_start',
      { audio_url: 'https://a.example.com/a.mp3' },
    ],
    [
      'gatherDigits',
      { maxDigits: 4, validDigits: '0123' },
      'gather',
      {
        minimum_digits: 1,
        maximum_digits: 4,
        terminating_digit: '#',
        timeout_millis: 60_000,
        inter_digit_timeout_millis: 5_000,
        valid_digits: '0123',
      },
    ],
    [
      'gatherDigits',
      { say: 'Press 1', maxDigits: 1, timeoutSeconds: 10, maxTries: 1 },
      'gather_using_speak',
      {
        payload: 'Press 1',
        voice: 'AWS.Polly.Joanna-Neural',
        maximum_tries: 1,
        minimum_digits: 1,
        maximum_digits: 1,
        terminating_digit: '#',
        timeout_millis: 10_000,
        inter_digit_timeout_millis: 5_000,
      },
    ],
    [
      'startRecording',
      { channels: 'dual', maxSeconds: 60 },
      'record_start',
      { format: 'mp3', channels: 'dual', play_beep: false, max_length: 60 },
    ],
    ['stopRecording', {}, 'record_stop', {}],
    [
      'transferCall',
      { to: '+14155550199' },
      'transfer',
      { to: '+14155550199', timeout_secs: 30, webhook_url: webhookUrl },
    ],
    ['bridgeCalls', { otherCallId: 'v3:2' }, 'bridge', { call_control_id: 'v3:2' }],
    ['sendDigits', { digits: '1w2' }, 'send_dtmf', { digits: '1w2' }],
  ] as const)('%s is the command %s', async (name, input, action, body) => {
    const callId = incoming();
    const run = at.connector.actions[name] as unknown as BoundAction<object, { callId: string }>;
    expect(await run({ callId, ...input }, { idempotencyKey: `key-${action}` })).toEqual({ callId });
    expect(at.sandbox.calls.at(-1)?.path).toBe(`/v2/calls/${encodeURIComponent(callId)}/actions/${action}`);
    expect(at.lastJson()).toEqual({ ...body, command_id: `key-${action}` });
    const isNatural = ['answerCall', 'rejectCall', 'stopRecording'].includes(name);
    expect(run.idempotent).toBe(isNatural ? 'natural' : 'no');
  });

  test('takes a command that comes twice within a minute once', async () => {
    const callId = incoming();
    const speak = () => at.connector.actions.speakText({ callId, text: 'Hi' }, { idempotencyKey: 'twice' });
    await speak();
    await speak();
    expect(at.sandbox.phoneCalls.get(callId)?.commands).toHaveLength(1);
  });

  test('refuses a language that no voice has by name', async () => {
    await expect(
      at.connector.actions.speakText({ callId: 'v3:1', text: 'Hei', language: 'fi-FI' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'action.not_supported' }));
  });

  test('takes no command when it is over, and can be hung up all the same', async () => {
    const callId = incoming();
    expect(await at.connector.actions.hangUpCall({ callId })).toEqual({ callId, status: 'completed' });
    expect(await at.connector.actions.hangUpCall({ callId })).toEqual({ callId, status: 'completed' });
    await expect(at.connector.actions.speakText({ callId, text: 'Hi' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: '90018' }),
    );
    expect(await at.connector.actions.getCall({ callId })).toMatchObject({ callId, status: 'completed' });
  });

  test('is named by an id that cannot lead to another path', async () => {
    await expect(at.connector.actions.hangUpCall({ callId: '../messages' })).rejects.toThrow(TouchlineError);
    expect(at.sandbox.calls.at(-1)?.path).toBe('/v2/calls/..%2Fmessages/actions/hangup');
  });
});

describe('sendSms', () => {
  test('sends, is told of, and is refused to who answered STOP', async () => {
    const { messageId, status } = await at.connector.actions.sendSms({
      to: ada,
      text: 'It left this morning.',
    });
    expect(status).toBe('queued');
    expect(at.lastJson()).toEqual({
      to: ada,
      from: '+14155550100',
      text: 'It left this morning.',
      type: 'SMS',
      webhook_url: webhookUrl,
    });
    const told = [];
    for (const status of ['sent', 'delivered'] as const)
      told.push(
        ...(await at.receive(at.sandbox.webhook({ kind: 'message_status', messageId, status }, url))).events,
      );
    expect(told.map(({ type }) => type)).toEqual(['message.sent', 'message.delivered']);

    const stop = at.sandbox.webhook(
      { kind: 'incoming_message', from: ada, to: '+14155550100', text: 'STOP' },
      url,
    );
    expect((await at.receive(stop)).events.map(({ type }) => type)).toEqual([
      'message.received',
      'contact.opted_out',
    ]);
    await expect(at.connector.actions.sendSms({ to: ada, text: 'Hello?' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', disposition: 'reject', vendorCode: '40300' }),
    );
  });

  test('sends a sender name along with its profile, and pictures as MMS', async () => {
    await at.connector.actions
      .sendSms({ to: '+14155550177', from: 'ACME', mediaUrls: ['https://a.example.com/a.jpg'] })
      .catch(() => {});
    expect(at.lastJson()).toMatchObject({
      from: 'ACME',
      type: 'MMS',
      media_urls: ['https://a.example.com/a.jpg'],
    });
    await at.connector.actions.sendSms({ to: '+14155550177', messagingService: 'profile-1', text: 'x' });
    expect(at.lastJson()).toMatchObject({ messaging_profile_id: 'profile-1' });
    expect(at.lastJson()).not.toHaveProperty('from');
  });
});

describe('an error of Telnyx’s', () => {
  test.each([
    ['a key that is refused', 401, '10009', {}, { disposition: 'reauthorize' }],
    ['what the key may not do', 403, '10010', {}, { disposition: 'reauthorize' }],
    ['a request that is not well-formed', 400, '10015', {}, { disposition: 'reject', code: 'http.rejected' }],
    [
      'too many requests',
      429,
      '10011',
      { 'retry-after': '3' },
      { disposition: 'retry', code: 'http.rate_limited', retryAfterMs: 3_000 },
    ],
    ['a recipient who answered STOP', 403, '40300', {}, { disposition: 'reject' }],
    ['a call that is over', 422, '90018', {}, { disposition: 'reject' }],
    ['a failure of its own', 500, '10007', {}, { disposition: 'retry' }],
  ])('for %s (%d %s)', async (_, status, code, headers, expected) => {
    at.sandbox.answerNext({
      status,
      headers,
      body: { errors: [{ code, title: 'T', detail: `about ${ada}`, source: { pointer: '/to' } }] },
    });
    const error = await at.connector.actions
      .sendSms({ to: ada, text: 'x' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ vendorCode: code, vendorStatus: status, ...expected });
    expect(String(error)).not.toContain(ada);
  });

  test('that is no JSON is read by its status', async () => {
    at.sandbox.answerNext({ status: 503, body: '<html>busy</html>' });
    await expect(at.connector.actions.sendSms({ to: ada, text: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error' }),
    );
  });

  test('that is an answer without an id leaves the outcome open', async () => {
    at.sandbox.answerNext({ status: 200, body: { data: {} } });
    await expect(at.connector.actions.sendSms({ to: ada, text: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_invalid', disposition: 'ambiguous' }),
    );
  });
});

describe('deleteRecording', () => {
  test('deletes, and leaves what is gone', async () => {
    const callId = incoming();
    const saved = at.sandbox.webhook({ kind: 'recording_saved', callId, durationSeconds: 3 }, url);
    const { events } = await at.receive(saved);
    const { recordingId = '' } = (events[0]?.data ?? {}) as { recordingId?: string };
    await at.connector.actions.deleteRecording({ recordingId });
    expect(at.sandbox.recordings.has(recordingId)).toBe(false);
    expect(await at.connector.actions.deleteRecording({ recordingId })).toEqual({ recordingId });
  });
});
