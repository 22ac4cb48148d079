import { hubSignature256, signRequest } from '@touchline/core';
import { testHostileBodies } from '../fixtures/hostile-bodies.ts';
import { appSecret, receiver, url } from './fixtures/connection.ts';
import { fixtureMessage } from './fixtures/fixture.ts';

const { connector } = receiver();
const headers = { 'content-type': 'application/json' };
const messages = ['text', 'image', 'contacts', 'list', 'reaction', 'edit', 'unsupported'].map(fixtureMessage);

testHostileBodies({
  receive: (rawBody) =>
    connector.receive?.(
      signRequest(hubSignature256, { method: 'POST', url, headers, rawBody }, { secret: appSecret, now: 0 }),
    ),
  payload: {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        time: 1_763_717_400,
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
              contacts: [{ profile: { name: 'Ada Lovelace' }, wa_id: '16505551234' }],
              messages,
              statuses: [
                {
                  id: 'wamid.S1',
                  status: 'failed',
                  timestamp: '1763717400',
                  recipient_id: '16505551234',
                  errors: [{ code: 131026, title: 'Undeliverable' }],
                },
              ],
            },
          },
          {
            field: 'calls',
            value: {
              calls: [
                {
                  id: 'wacid.1',
                  from: '16505551234',
                  to: '15550783881',
                  event: 'terminate',
                  timestamp: '1763717400',
                  duration: 3,
                  start_time: '1763717397',
                },
              ],
            },
          },
          {
            field: 'user_preferences',
            value: {
              user_preferences: [
                {
                  wa_id: '16505551234',
                  category: 'marketing_messages',
                  value: 'stop',
                  timestamp: 1_763_717_400,
                },
              ],
            },
          },
        ],
      },
    ],
  },
});
