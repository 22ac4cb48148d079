import { defineConnector } from '@touchline/core';
import * as contract from '../contract.ts';
import { cancelPayment } from './actions/cancel-payment.ts';
import { capturePayment } from './actions/capture-payment.ts';
import { createCheckout } from './actions/create-checkout.ts';
import { createPayment } from './actions/create-payment.ts';
import { getPayment } from './actions/get-payment.ts';
import { refundPayment } from './actions/refund-payment.ts';
import { upsertCustomer } from './actions/upsert-customer.ts';
import { checkKey } from './check.ts';
import { stripeApiVersion, stripeConfig } from './config.ts';
import { eraseCustomer } from './erase.ts';
import { stripeError } from './errors.ts';
import { stripePayload } from './payload/event.ts';
import { upsertContact } from './reactions.ts';
import { toEvents } from './to-events.ts';
import { verifyStripe } from './verify.ts';

/**
 * Stripe: payments, refunds, checkouts and customers; webhooks of these, and of disputes, payouts, subscriptions and invoices.
 *
 * @see https://docs.stripe.com/api
 */
export const stripe = defineConnector({
  id: 'stripe',
  title: 'Stripe',
  category: 'payments',
  specVersion: 1,
  config: stripeConfig,

  limits: {
    // 100 a second in live mode, but 25 for any one endpoint and in sandboxes: https://docs.stripe.com/rate-limits
    rate: { requests: 25, perMs: 1_000 },
    // Stripe limits concurrency and names no number: https://docs.stripe.com/rate-limits
    maxConcurrency: 10,
  },

  http: ({ apiKey, account, baseUrl }) => ({
    baseUrl,
    headers: {
      authorization: `Bearer ${apiKey.reveal()}`,
      'stripe-version': stripeApiVersion,
      'stripe-account': account,
    },
    toError: stripeError,
  }),

  inbound: {
    verify: verifyStripe,
    payload: stripePayload,
    toEvents,
  },

  actions: (implement) => ({
    createPayment: implement(contract.createPayment, createPayment),
    capturePayment: implement(contract.capturePayment, capturePayment),
    cancelPayment: implement(contract.cancelPayment, cancelPayment),
    refundPayment: implement(contract.refundPayment, refundPayment),
    getPayment: implement(contract.getPayment, getPayment),
    createCheckout: implement(contract.createCheckout, createCheckout),
    upsertCustomer: implement(contract.upsertCustomer, upsertCustomer),
  }),

  on: {
    'contact.created': (event, tools) => upsertContact(event, tools),
    'contact.updated': (event, tools) => upsertContact(event, tools),
  },

  check: checkKey,
  erase: eraseCustomer,
});
