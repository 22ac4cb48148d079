import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSid, connectedTwilio, webhookUrl } from '../fixtures/account.ts';

const messagingServiceSid = `MG${'0'.repeat(32)}`;
const to = '+14155550123';

let at: Awaited<ReturnType<typeof connectedTwilio>>;
let pooled: Awaited<ReturnType<typeof connectedTwilio>>;
beforeAll(async () => {
  at = await connectedTwilio({ publicUrl: webhookUrl, whatsappFrom: '+14155550177' });
  pooled = await connectedTwilio({ messagingServiceSid });
});
afterAll(async () => {
  await at.close();
  await pooled.close();
});

describe('sendSms', () => {
  test('posts a form, every media URL as a field of the same name', async () => {
    const output = await at.connector.actions.sendSms({
      to,
      text: 'Hallo – 1 & 2',
      mediaUrls: ['https://example.com/a.jpg', 'https://example.com/b.jpg'],
    });
    const call = at.sandbox.calls.at(-1);
    expect(call).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${accountSid}/Messages.json` });
    expect([...new URLSearchParams(call?.text)]).toEqual([
      ['To', to],
      ['From', '+14155550100'],
      ['Body', 'Hallo – 1 & 2'],
      ['MediaUrl', 'https://example.com/a.jpg'],
      ['MediaUrl', 'https://example.com/b.jpg'],
      ['StatusCallback', webhookUrl],
    ]);
    expect(output).toEqual({
      messageId: expect.stringMatching(/^MM[0-9a-f]{32}$/),
      status: 'queued',
      segments: 1,
    });
  });

  test('counts the segments that Twilio bills', async () => {
    expect(await at.connector.actions.sendSms({ to, text: 'x'.repeat(161) })).toMatchObject({ segments: 2 });
  });

  test('a Messaging Service chooses the sender, unless the input names one; its segments are not known yet', async () => {
    const output = await pooled.connector.actions.sendSms({ to, text: 'Hi' });
    expect({ ...pooled.lastForm() }).toEqual({
      To: to,
      MessagingServiceSid: messagingServiceSid,
      Body: 'Hi',
    });
    expect(output).toEqual({ messageId: expect.any(String), status: 'queued' });
    await pooled.connector.actions.sendSms({ to, text: 'Hi', from: '72975' });
    expect({ ...pooled.lastForm() }).toEqual({ To: to, From: '72975', Body: 'Hi' });
  });

  test('a message that Twilio took and failed at once is an error, not an output', async () => {
    at.sandbox.answerNext({ status: 201, body: { sid: 'SM1', status: 'failed', error_code: 30_006 } });
    await expect(at.connector.actions.sendSms({ to, text: 'Hi' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', disposition: 'reject', vendorCode: '30006' }),
    );
  });

  test('is not idempotent: it has no key and no way to be found again', () => {
    const { sendSms, placeCall } = at.connector.actions;
    expect([sendSms.idempotent, placeCall.idempotent]).toEqual(['no', 'no']);
    expect([sendSms.reconcile, placeCall.reconcile]).toEqual([undefined, undefined]);
  });
});

describe('sendWhatsapp', () => {
  test('prefixes both sides and fills a template in', async () => {
    const contentSid = 'HXb5b62575e6e4ff6129ad7c8efe1f983e';
    await at.connector.actions.sendWhatsapp({ to, template: { contentSid, variables: { '1': 'Ada' } } });
    expect({ ...at.lastForm() }).toEqual({
      To: `whatsapp:${to}`,
      From: 'whatsapp:+14155550177',
      ContentSid: contentSid,
      ContentVariables: '{"1":"Ada"}',
      StatusCallback: webhookUrl,
    });
  });

  test('refuses to send from nobody', async () => {
    await expect(pooled.connector.actions.sendWhatsapp({ to, text: 'Hi' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });
});
