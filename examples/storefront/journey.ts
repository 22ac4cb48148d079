import type { WebhookRequest } from '@touchline/core';
import type { Hub } from '@touchline/hub';
import type { Narrator } from './narrator.ts';
import type { OrderBook } from './orders.ts';
import type { Storefront } from './storefront.ts';
import { channels, type Vendors } from './vendors.ts';
import { postWebhook, type Receiver } from './webhooks.ts';

/** What the journey goes through. */
export interface JourneyOptions {
  readonly storefront: Storefront;
  readonly hub: Hub;
  readonly stripeCheckout: (orderId: string, email: string) => Promise<string>;
  readonly vendors: Vendors;
  readonly orders: OrderBook;
  /** Where the storefront takes webhooks: `http://127.0.0.1:8080/webhooks`. */
  readonly webhooksUrl: string;
  readonly narrator: Narrator;
}

const ada = { id: '1042', email: 'ada@example.com', phone: '+14155550123' };

/** One customer, six touchpoints, and the mishaps of an ordinary day. Answers with the id that the hub gave her. */
export const runJourney = async ({
  storefront,
  hub,
  stripeCheckout,
  vendors: { sandboxes },
  orders,
  webhooksUrl,
  narrator,
}: JourneyOptions): Promise<string> => {
  const { stripe, sendgrid, slack, twilio, hubspot } = sandboxes;
  const target = (receiver: Receiver) => ({ url: `${webhooksUrl}/${receiver}` });
  const settled = (): Promise<void> => storefront.settled(AbortSignal.timeout(30_000));

  narrator.chapter('Somebody looks at teapots on the website, wants news of them, and orders one.');
  const visitor = { anonymousId: 'visitor-7f3a' };
  await storefront.publish({
    type: 'page.viewed',
    data: { customer: visitor, url: 'https://shop.example.com/teapots', title: 'Teapots' },
  });
  await storefront.publish({
    type: 'form.submitted',
    data: {
      customer: { ...visitor, email: ada.email },
      formId: 'newsletter',
      fields: { topics: ['teapots'] },
      consents: [{ purpose: 'marketing', isGranted: true, text: 'Send me news about teapots.' }],
    },
  });
  await storefront.publish({
    type: 'order.created',
    data: {
      customer: { ...visitor, id: 'customer-7', email: ada.email, phone: ada.phone, name: 'Ada Lovelace' },
      orderId: ada.id,
      total: { amountMinor: 4_990, currency: 'EUR' },
    },
  });
  await settled();

  narrator.chapter('Ada pays for her order in Stripe. HubSpot is busy, and SendGrid stumbles.');
  hubspot.answerNext({
    status: 429,
    headers: { 'retry-after': '1' },
    body: { status: 'error', category: 'RATE_LIMITS', policyName: 'TEN_SECONDLY_ROLLING' },
  });
  sendgrid.answerNext({ status: 503, body: 'upstream connect error' });
  orders.add(ada);
  const checkoutId = await stripeCheckout(ada.id, ada.email);
  stripe.completeCheckout(checkoutId, { email: ada.email, name: 'Ada Lovelace' });
  const paid = stripe.takeWebhooks(target('stripe'));
  for (const webhook of paid) await postWebhook(webhook);
  await settled();

  narrator.chapter('Stripe sends a webhook again, and somebody forges one.');
  await postWebhook(paid.at(-1) as WebhookRequest);
  await postWebhook(stripe.sign('{"id":"evt_forged"}', { ...target('stripe'), secret: 'whsec_guessed' }));

  narrator.chapter('The receipt bounces.');
  const [receipt] = sendgrid.messages.keys();
  const bounce = { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 No such user' };
  await postWebhook(
    sendgrid.webhook(
      [
        { event: 'processed', messageId: receipt as string },
        { event: 'bounce', messageId: receipt as string, fields: bounce },
      ],
      target('sendgrid'),
    ),
  );
  await settled();

  narrator.chapter('Ada asks in Slack. Slack asks to slow down.');
  slack.answerNext({ status: 429, headers: { 'retry-after': '1' } }, { path: '/api/chat.postMessage' });
  const question = { kind: 'message', conversationId: channels.support, userId: 'U0ADA00001' } as const;
  await postWebhook(slack.webhook({ ...question, text: 'Where is my order 1042?' }, target('slack')));
  await settled();

  narrator.chapter('Ada calls, and nobody takes the call.');
  for (const webhook of twilio.missedCall({ from: ada.phone, to: '+14155550100' }, target('twilio')))
    await postWebhook(webhook);
  await settled();

  narrator.chapter('The texts that she was sent arrive.');
  for (const messageSid of twilio.messages.keys())
    await postWebhook(
      twilio.webhook({ kind: 'message_status', messageSid, status: 'delivered' }, target('twilio')),
    );
  await settled();

  narrator.chapter('Someone mends her address in HubSpot.');
  const [contactId] = hubspot.records.contacts.keys();
  await postWebhook(
    hubspot.webhook(
      {
        subscriptionType: 'contact.propertyChange',
        objectId: Number(contactId),
        propertyName: 'email',
        propertyValue: 'ada.lovelace@example.com',
      },
      target('hubspot'),
    ),
  );
  await settled();

  narrator.chapter(
    'Nothing told that the one in Slack and the contact in HubSpot are Ada. An agent knows, and says so.',
  );
  const customer = await hub.customers.find({ namespace: 'user', value: 'customer-7' });
  if (!customer) throw new Error('The hub does not know the customer who ordered.');
  for (const identifier of [
    { namespace: 'external:slack', value: question.userId },
    { namespace: 'external:hubspot', value: String(contactId) },
  ]) {
    const other = await hub.customers.find(identifier);
    if (other && other.id !== customer.id)
      await hub.customers.merge(customer.id, other.id, { by: 'agent-3', why: 'She named her order.' });
  }
  await hub.audiences.settled();
  return customer.id;
};
