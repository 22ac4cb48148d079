import { defineConnector } from '@touchline/core';
import * as contract from '../contract.ts';
import { cancelPayment } from './actions/cancel-payment.ts';
import { capturePayment } from './actions/capture-payment.ts';
import { completeOrder } from './actions/complete-order.ts';
import { createCheckout } from './actions/create-checkout.ts';
import { createPayment } from './actions/create-payment.ts';
import { getPayment } from './actions/get-payment.ts';
import { refundPayment } from './actions/refund-payment.ts';
import { checkCredentials } from './check.ts';
import { completeOrder as completeOrderContract } from './complete-order.ts';
import { environments, paypalConfig } from './config.ts';
import { paypalError } from './errors.ts';
import { paypalPayload } from './payload/event.ts';
import { completeApproved } from './reactions.ts';
import { toEvents } from './to-events.ts';
import { verifyPayPal } from './verify.ts';

/**
 * PayPal: orders, captures, authorizations and refunds; webhooks of these, and of disputes, subscriptions, payouts and saved payment
 * methods. A payment is an order: its id is that of the order. PayPal lets no app forget a person.
 *
 * @see https://developer.paypal.com/api/rest/
 */
export const paypal = defineConnector({
  id: 'paypal',
  title: 'PayPal',
  category: 'payments',
  specVersion: 1,
  config: paypalConfig,

  limits: {
    // PayPal publishes no number for its rate limits: https://developer.paypal.com/api/rest/rate-limiting/
    maxConcurrency: 10,
  },

  http: ({ baseUrl, clientId, clientSecret, environment }) => ({
    baseUrl: baseUrl ?? environments[environment].apiUrl,
    clientCredentials: { tokenUrl: '/v1/oauth2/token', clientId, clientSecret },
    idempotencyKeyHeader: 'paypal-request-id',
    toError: paypalError,
  }),

  inbound: {
    verify: verifyPayPal,
    payload: paypalPayload,
    toEvents,
  },

  actions: (implement) => ({
    createPayment: implement(contract.createPayment, createPayment),
    capturePayment: implement(contract.capturePayment, capturePayment),
    cancelPayment: implement(contract.cancelPayment, cancelPayment),
    refundPayment: implement(contract.refundPayment, refundPayment),
    getPayment: implement(contract.getPayment, getPayment),
    createCheckout: implement(contract.createCheckout, createCheckout),
    completeOrder: implement(completeOrderContract, completeOrder),
  }),

  on: {
    'checkout.completed': (event, tools) => completeApproved(event, tools),
  },

  check: checkCredentials,
});
