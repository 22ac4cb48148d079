import type { Narrator } from './narrator.ts';
import { channels, credentials } from './vendors.ts';
import { receivers } from './webhooks.ts';

/** What one is invited to. */
export interface InvitationOptions {
  /** Where the storefront is: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** An API key. */
  readonly key: string;
  /** The id of the customer of the journey. */
  readonly customerId: string;
}

/** Tells where webhooks are taken and how to send one by hand, signed as its vendor signs; and how to look at the customer. */
export const printInvitation = ({ url, key, customerId }: InvitationOptions, { line }: Narrator): void => {
  const webhooksUrl = `${url}/webhooks`;
  const customer = `${url}/v1/customers/${customerId}`;
  const curl = `curl -s -H 'Authorization: Bearer ${key}'`;
  line('\nStill serving. Webhooks are taken at');
  for (const receiver of receivers) line(`  ${webhooksUrl}/${receiver}`);
  line('\nSend a payment as Stripe would:\n');
  line(stripeCurl(`${webhooksUrl}/stripe`));
  line('\nAsk a question as Slack would:\n');
  line(slackCurl(`${webhooksUrl}/slack`));
  line('\nOr send anything unsigned, and read the problem document:\n');
  line(`curl -i -X POST ${webhooksUrl}/stripe -d '{}'`);
  line('\nLook at Ada, as an agent would:\n');
  line(`${curl} ${customer}`);
  line('\nSee all that happened with her:\n');
  line(`${curl} ${customer}/timeline`);
  line('\nFollow her live, in another terminal, while you send the payment above:\n');
  line(`${curl} -N ${customer}/stream`);
  line('\nForget her; the answer is the receipt:\n');
  line(`${curl} -X POST ${customer}/erase`);
  line('\nCtrl-C ends it.');
};

const stripeCurl = (url: string): string => {
  const event = {
    id: 'evt_by_hand_1',
    object: 'event',
    type: 'charge.succeeded',
    created: 1_700_000_000,
    livemode: false,
    data: {
      object: {
        id: 'ch_by_hand_1',
        object: 'charge',
        amount: 1_999,
        currency: 'eur',
        captured: true,
        billing_details: { email: 'ada@example.com', name: 'Ada Lovelace' },
      },
    },
  };
  return [
    `body='${JSON.stringify(event)}'`,
    'time=$(date +%s)',
    `signature=$(printf '%s.%s' "$time" "$body" | openssl dgst -sha256 -hmac ${credentials.stripe.webhookSecret} | sed 's/.*= *//')`,
    `curl -i ${url} -H 'content-type: application/json' -H "stripe-signature: t=$time,v1=$signature" -d "$body"`,
  ].join('\n');
};

const slackCurl = (url: string): string => {
  const event = {
    type: 'event_callback',
    team_id: 'T0SANDBOX1',
    api_app_id: 'A0SANDBOX1',
    event_id: 'Ev0BYHAND1',
    event_time: 1_700_000_000,
    event: {
      type: 'message',
      channel: channels.support,
      user: 'U0ADA00001',
      text: 'Is anybody there?',
      ts: '1700000000.000100',
      channel_type: 'channel',
    },
  };
  return [
    `body='${JSON.stringify(event)}'`,
    'time=$(date +%s)',
    `signature=$(printf 'v0:%s:%s' "$time" "$body" | openssl dgst -sha256 -hmac ${credentials.slack.signingSecret} | sed 's/.*= *//')`,
    `curl -i ${url} -H 'content-type: application/json' -H "x-slack-request-timestamp: $time" -H "x-slack-signature: v0=$signature" -d "$body"`,
  ].join('\n');
};
