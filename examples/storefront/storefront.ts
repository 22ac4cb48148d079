import { slack } from '@touchline/chat/slack';
import { hubspot } from '@touchline/crm/hubspot';
import { sendgrid } from '@touchline/email/sendgrid';
import type { Hub } from '@touchline/hub';
import { stripe } from '@touchline/payments/stripe';
import { createRouter, createSqliteLog } from '@touchline/router';
import { missedCallSms } from '@touchline/voice';
import { twilio } from '@touchline/voice/twilio';
import type { OrderBook } from './orders.ts';
import { channels, credentials, type Vendors } from './vendors.ts';

/** What the storefront is put together of. */
export interface StorefrontOptions {
  /** Where each vendor's API is. */
  readonly urls: Vendors['urls'];
  /** The public key of SendGrid's webhooks. */
  readonly sendgridPublicKey: string;
  readonly orders: OrderBook;
  /** Who the customers are, over all channels. */
  readonly hub: Hub;
  /** The file of the event log. */
  readonly path: string;
}

/**
 * The shop's integration: five vendors, the customer hub and the routes between them. The connectors' own reactions need no route: HubSpot
 * keeps its timeline, Slack tells the sales channel, Stripe keeps its customers in step with the CRM.
 */
export const createStorefront = ({ urls, sendgridPublicKey, orders, hub, path }: StorefrontOptions) =>
  createRouter({
    // What is personal lies encrypted in the log, is known by one id on every channel, and goes where there is consent.
    log: hub.seal(createSqliteLog({ path })),
    enrich: hub.enrich,
    gate: hub.gate,
    connectors: {
      hub: hub.connector,
      // Charges know the payer's e-mail address, also of guests; payment intents do not.
      stripe: stripe({ ...credentials.stripe, paymentEvents: 'charge', baseUrl: urls.stripe }),
      sendgrid: sendgrid({
        ...credentials.sendgrid,
        webhookPublicKey: sendgridPublicKey,
        baseUrl: urls.sendgrid,
      }),
      slack: slack({ ...credentials.slack, notifyChannel: channels.sales, baseUrl: `${urls.slack}/api` }),
      twilio: twilio({ ...credentials.twilio, from: '+14155550100', baseUrl: urls.twilio }),
      hubspot: hubspot({
        accessToken: credentials.hubspot.accessToken,
        clientSecret: credentials.hubspot.clientSecret,
        baseUrl: urls.hubspot,
      }),
    },
    routes: (route) => [
      route({
        id: 'receipts',
        on: 'checkout.completed',
        to: 'sendgrid',
        map: ({ data }, { call, skip }) =>
          data.customer?.email === undefined
            ? skip('nobody to write to')
            : call.sendEmail({
                from: { address: 'shop@acme.example.com', name: 'Acme' },
                to: [{ address: data.customer.email }],
                subject: `Your order ${data.orderId ?? ''}`.trim(),
                text: 'Thank you for your order. It leaves our house today.',
                metadata: { orderId: data.orderId ?? '' },
              }),
      }),
      route({
        id: 'bounced-receipts-by-text',
        on: 'email.bounced',
        to: 'twilio',
        filter: { 'data.bounce.kind': 'hard' },
        map: ({ data }, { call, skip }) => {
          const order = orders.find(data.metadata?.orderId);
          return order === undefined
            ? skip('not about an order')
            : call.sendSms({
                to: order.phone,
                text: `We could not e-mail the receipt of order ${order.id}.`,
              });
        },
      }),
      route({
        id: 'questions-become-tickets',
        on: 'message.received',
        to: 'hubspot',
        map: ({ data }, { call }) =>
          call.createTicket({ subject: `Question in ${data.channel}`, description: data.text ?? '' }),
      }),
      route({
        id: 'questions-are-acknowledged',
        on: 'message.received',
        to: 'slack',
        map: ({ data }, { call, skip }) =>
          data.channel !== 'slack' || data.conversationId === undefined
            ? skip('not in Slack')
            : call.sendMessage({
                conversationId: data.conversationId,
                threadId: data.threadId ?? data.messageId,
                text: 'Thanks, we are looking into it.',
              }),
      }),
      route({
        id: 'missed-calls-by-text',
        on: 'call.no_answer',
        to: 'twilio',
        map: missedCallSms({ text: 'Sorry that we missed you. We call back today.' }),
      }),
    ],
  });

/** The storefront's router. */
export type Storefront = ReturnType<typeof createStorefront>;
