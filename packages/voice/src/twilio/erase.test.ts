import { afterEach, describe, expect, test } from 'vitest';
import { accountSid, connectedTwilio, webhookUrl } from './fixtures/account.ts';

const ada = '+14155550123';
const ours = '+14155550100';
const url = { url: webhookUrl };

let close: () => Promise<void>;
afterEach(() => close());

const connect = async () => {
  const connected = await connectedTwilio();
  close = connected.close;
  const erase = connected.connector.erase as NonNullable<typeof connected.connector.erase>;
  return { ...connected, erase };
};

describe('erasure', () => {
  test('deletes messages, calls and recordings of the person, both ways, and nobody else’s', async () => {
    const { sandbox, connector, erase } = await connect();
    sandbox.webhook({ kind: 'incoming_message', from: ada, to: ours, text: 'Hi' }, url);
    sandbox.webhook({ kind: 'incoming_message', from: `whatsapp:${ada}`, to: ours, text: 'Hi' }, url);
    const { messageId } = await connector.actions.sendSms({ to: ada, text: 'Hello' });
    sandbox.webhook({ kind: 'message_status', messageSid: messageId, status: 'delivered' }, url);
    sandbox.missedCall({ from: ada, to: ours }, url);
    const [callSid = ''] = [...sandbox.phoneCalls.keys()];
    sandbox.webhook({ kind: 'recording', callSid, durationSeconds: 3 }, url);
    sandbox.webhook({ kind: 'incoming_message', from: '+14155550199', to: ours, text: 'Somebody else' }, url);
    sandbox.missedCall({ from: '+14155550199', to: ours }, url);

    expect(await erase({ phone: ada })).toEqual({ status: 'erased', reference: '4 records' });
    expect([...sandbox.messages.values()].map(({ from }) => from)).toEqual(['+14155550199']);
    expect([...sandbox.phoneCalls.values()].map(({ from }) => from)).toEqual(['+14155550199']);
    expect(sandbox.recordings.size).toBe(0);
    expect(await erase({ phone: ada })).toEqual({ status: 'not_found' });
  });

  test('goes through every page, and takes only the query of the next one', async () => {
    const { sandbox, erase } = await connect();
    const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    sandbox.answerNext(
      {
        status: 200,
        body: {
          messages: [{ sid: 'SM1' }],
          next_page_uri: 'https://evil.example.com/steal?To=%2B14155550123&Page=1&PageToken=PA1',
        },
      },
      { path },
    );
    sandbox.answerNext({ status: 200, body: { messages: [{ sid: 'SM2' }], next_page_uri: null } }, { path });
    // Both are gone by the time they are deleted, which is as good.
    expect(await erase({ phone: ada })).toEqual({ status: 'erased', reference: '2 records' });
    const [first, second] = sandbox.calls;
    expect(String(first?.query)).toBe('To=%2B14155550123&PageSize=1000');
    expect([second?.path, String(second?.query)]).toEqual([path, 'To=%2B14155550123&Page=1&PageToken=PA1']);
  });

  test('what cannot be deleted yet is tried again later', async () => {
    const { connector, erase } = await connect();
    await connector.actions.sendSms({ to: ada, text: 'Hello' });
    await expect(erase({ phone: ada })).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry', vendorCode: '20009' }),
    );
  });

  test('a list without end is given up, with an error that has it taken up again', async () => {
    const { sandbox, erase } = await connect();
    const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    for (let page = 0; page < 20; page += 1)
      sandbox.answerNext({ status: 200, body: { messages: [], next_page_uri: '/x?Page=1' } }, { path });
    await expect(erase({ phone: ada })).rejects.toThrow(
      expect.objectContaining({ code: 'delivery.timeout', disposition: 'retry' }),
    );
  });

  test('a person that Twilio cannot know is not found, and nothing is asked', async () => {
    const { sandbox, erase } = await connect();
    expect(await erase({ email: 'ada@example.com' })).toEqual({ status: 'not_found' });
    expect(sandbox.calls).toEqual([]);
  });
});
