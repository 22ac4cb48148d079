import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSid, authToken, connectedTwilio, webhookUrl } from '../fixtures/account.ts';

const account = `/2010-04-01/Accounts/${accountSid}`;
const xml = '<?xml version="1.0" encoding="UTF-8"?>';

let at: Awaited<ReturnType<typeof connectedTwilio>>;
let bare: Awaited<ReturnType<typeof connectedTwilio>>;
beforeAll(async () => {
  at = await connectedTwilio({ publicUrl: webhookUrl });
  bare = await connectedTwilio();
});
afterAll(async () => {
  await at.close();
  await bare.close();
});

const to = '+14155550123';

describe('placeCall', () => {
  test('posts a form with Basic credentials, and every callback leads to publicUrl', async () => {
    const output = await at.connector.actions.placeCall({
      to,
      say: 'Is 1 < 2?',
      language: 'en-GB',
      recording: 'dual',
      machineDetection: 'on',
      timeoutSeconds: 30,
    });
    const call = at.sandbox.calls.at(-1);
    expect(call).toMatchObject({
      method: 'POST',
      path: `${account}/Calls.json`,
      status: 201,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
      },
    });
    expect([...new URLSearchParams(call?.text)]).toEqual([
      ['To', to],
      ['From', '+14155550100'],
      ['Timeout', '30'],
      ['Twiml', `${xml}<Response><Say language="en-GB">Is 1 &lt; 2?</Say></Response>`],
      ['Record', 'true'],
      ['RecordingChannels', 'dual'],
      ['RecordingStatusCallback', webhookUrl],
      ['MachineDetection', 'Enable'],
      ['AsyncAmd', 'true'],
      ['AsyncAmdStatusCallback', webhookUrl],
      ['StatusCallback', webhookUrl],
      ['StatusCallbackEvent', 'initiated'],
      ['StatusCallbackEvent', 'ringing'],
      ['StatusCallbackEvent', 'answered'],
      ['StatusCallbackEvent', 'completed'],
    ]);
    expect(output).toEqual({ callId: expect.stringMatching(/^CA[0-9a-f]{32}$/), status: 'queued' });
  });

  test('hands an answerUrl on, and asks for nothing that nobody asked for', async () => {
    await bare.connector.actions.placeCall({
      to,
      from: '+14155550101',
      answerUrl: 'https://example.com/answer',
    });
    expect({ ...bare.lastForm() }).toEqual({
      To: to,
      From: '+14155550101',
      Timeout: '60',
      Url: 'https://example.com/answer',
    });
  });

  test('writes a script as TwiML', async () => {
    await at.connector.actions.placeCall({
      to,
      machineDetection: 'until_greeting_ends',
      script: [
        { step: 'say', text: 'Guten Tag', language: 'de-DE' },
        { step: 'pause', seconds: 2 },
        { step: 'play', url: 'https://example.com/a.mp3' },
        { step: 'gather', say: 'Press 1', maxDigits: 1 },
        { step: 'record', maxSeconds: 30 },
        { step: 'transfer', to: '+14155550199' },
        { step: 'hang_up' },
      ],
    });
    expect(at.lastForm()).toMatchObject({
      MachineDetection: 'DetectMessageEnd',
      Twiml:
        `${xml}<Response><Say language="de-DE">Guten Tag</Say><Pause length="2"/><Play>https://example.com/a.mp3</Play>` +
        `<Gather action="${webhookUrl}" numDigits="1" timeout="5"><Say language="en-US">Press 1</Say></Gather>` +
        `<Record action="${webhookUrl}" recordingStatusCallback="${webhookUrl}" timeout="5" maxLength="30"/>` +
        '<Dial timeout="30"><Number>+14155550199</Number></Dial><Hangup/></Response>',
    });
  });

  test.each([
    [
      'keys and nowhere to report them',
      [{ step: 'gather' as const, say: 'Press 1' }],
      'A step gather needs publicUrl',
    ],
    [
      'more than fits into the request',
      [{ step: 'say' as const, text: '&'.repeat(1_000) }],
      'Twilio takes 4000: use answerUrl.',
    ],
  ])('refuses a script with %s, before anything is sent', async (_, script, message) => {
    const before = bare.sandbox.calls.length;
    await expect(bare.connector.actions.placeCall({ to, script })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining(message) }),
    );
    expect(bare.sandbox.calls).toHaveLength(before);
  });

  test('refuses a call from nobody', async () => {
    const nobody = await connectedTwilio({ from: undefined as never });
    await expect(nobody.connector.actions.placeCall({ to, say: 'Hi' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
    await nobody.close();
  });

  test('can use an API key in place of the auth token', async () => {
    const apiKey = { sid: `SK${'0'.repeat(32)}`, secret: 'key-sentinel-0001' };
    const keyed = await connectedTwilio({ apiKey });
    keyed.sandbox.answerNext({ status: 201, body: { sid: 'CA1', status: 'queued' } });
    await keyed.connector.actions.placeCall({ to, say: 'Hi' });
    expect(keyed.sandbox.calls[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`,
    );
    await keyed.close();
  });
});

describe('hangUpCall', () => {
  test('ends a call whether it rings or goes on', async () => {
    const { callId } = await at.connector.actions.placeCall({ to, say: 'Hi' });
    expect(await at.connector.actions.hangUpCall({ callId })).toEqual({ callId, status: 'canceled' });
    expect(at.sandbox.calls.at(-1)).toMatchObject({
      method: 'POST',
      path: `${account}/Calls/${callId}.json`,
      text: 'Status=completed',
    });
  });

  test('leaves a call that is over as it is, so that it can be repeated', async () => {
    const { callId } = await at.connector.actions.placeCall({ to, say: 'Hi' });
    at.sandbox.webhook({ kind: 'call_status', callSid: callId, status: 'busy' }, { url: webhookUrl });
    expect(await at.connector.actions.hangUpCall({ callId })).toEqual({ callId, status: 'busy' });
  });

  test('an id cannot lead to another path', async () => {
    await expect(at.connector.actions.hangUpCall({ callId: '../Messages/SM1' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorCode: '20404' }),
    );
    expect(at.sandbox.calls.at(-1)?.path).toBe(`${account}/Calls/..%2FMessages%2FSM1.json`);
  });
});

describe('getCall', () => {
  test('tells where a call stands, in neutral words and RFC 3339', async () => {
    const { callId } = await at.connector.actions.placeCall({ to, say: 'Hi' });
    const status = (input: object) =>
      at.sandbox.webhook({ kind: 'call_status', callSid: callId, ...input } as never, { url: webhookUrl });
    status({ status: 'in-progress', answeredBy: 'machine_end_beep' });
    await at.clock.advance(12_000);
    status({ status: 'completed', durationSeconds: 12 });
    expect(await at.connector.actions.getCall({ callId })).toEqual({
      callId,
      status: 'completed',
      from: '+14155550100',
      to,
      direction: 'outbound',
      answeredBy: 'machine',
      startedAt: '2026-11-21T09:30:00.000Z',
      endedAt: '2026-11-21T09:30:12.000Z',
      durationSeconds: 12,
    });
  });
});
