import { defineConnector } from '@touchline/core';
import * as contract from '../contract.ts';
import { cancelPayment } from './actions/cancel-payment.ts';
import { capturePayment } from './actions/capture-payment.ts';
import { createCheckout } from './actions/create-checkout.ts';
import { createPayment } from './actions/create-payment.ts';
import { refundPayment } from './actions/refund-payment.ts';
import { checkKey } from './check.ts';
import { adyenConfig, checkoutUrl } from './config.ts';
import { eraseShopper } from './erase.ts';
import { adyenError } from './errors.ts';
import { adyenPayload, itemsOf } from './payload/webhook.ts';
import { toEvents } from './to-events.ts';
import { verifyAdyen } from './verify.ts';

/**
 * Adyen: payments, captures, refunds and payment links; webhooks of these, and of disputes, payouts and saved payment methods, those
 * of platforms included. Adyen has no API to read a payment and none of customers.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/overview
 */
export const adyen = defineConnector({
  id: 'adyen',
  title: 'Adyen',
  category: 'payments',
  specVersion: 1,
  config: adyenConfig,

  limits: {
    // Adyen names no number for its rate limits; it answers 429.
    maxConcurrency: 10,
    // https://docs.adyen.com/development-resources/webhooks/handle-webhook-events
    webhookTimeoutMs: 10_000,
  },

  http: (config) => ({
    baseUrl: checkoutUrl(config),
    headers: { 'x-api-key': config.apiKey },
    toError: adyenError,
  }),

  inbound: {
    verify: verifyAdyen,
    items: itemsOf,
    payload: adyenPayload,
    toEvents,
    // https://docs.adyen.com/development-resources/webhooks/handle-webhook-events: any 2xx, and this text for older endpoints.
    reply: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: '[accepted]' }),
  },

  actions: (implement) => ({
    createPayment: implement(contract.createPayment, createPayment),
    capturePayment: implement(contract.capturePayment, capturePayment),
    cancelPayment: implement(contract.cancelPayment, cancelPayment),
    refundPayment: implement(contract.refundPayment, refundPayment),
    createCheckout: implement(contract.createCheckout, createCheckout),
  }),

  check: checkKey,
  erase: eraseShopper,
});
