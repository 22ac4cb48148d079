import { hubSignature256, signRequest } from '@touchline/core';
import { testHostileBodies } from '../fixtures/hostile-bodies.ts';
import { accountId, appSecret, noonMs, receiver, url } from './fixtures/connection.ts';

const { connector } = receiver();
const headers = { 'content-type': 'application/json' };
const people = { sender: { id: '200000000000001' }, recipient: { id: accountId }, timestamp: noonMs };
const referral = { ref: 'autumn', source: 'ADS', ad_id: '6045246247433' };

testHostileBodies({
  receive: (rawBody) =>
    connector.receive?.(
      signRequest(hubSignature256, { method: 'POST', url, headers, rawBody }, { secret: appSecret, now: 0 }),
    ),
  payload: {
    object: 'page',
    entry: [
      {
        id: accountId,
        time: noonMs,
        messaging: [
          {
            ...people,
            message: {
              mid: 'm_1',
              text: 'Hello',
              reply_to: { mid: 'm_0' },
              attachments: [{ type: 'image', payload: { url: 'https://a.example/1.jpg' } }],
            },
          },
          { ...people, postback: { mid: 'm_2', title: 'Later', payload: '~a~1', referral } },
          { ...people, reaction: { mid: 'm_1', action: 'react', emoji: '👍', reaction: 'like' } },
          { ...people, read: { watermark: noonMs } },
          { ...people, delivery: { mids: ['m_1'], watermark: noonMs } },
          { ...people, pass_thread_control: { new_owner_app_id: '1', previous_owner_app_id: '2' } },
          { ...people, optin: { type: 'notification_messages', notification_messages_token: 'token' } },
          { ...people, message_edit: { mid: 'm_1', text: 'Hi', num_edit: 1 } },
        ],
      },
    ],
  },
});
