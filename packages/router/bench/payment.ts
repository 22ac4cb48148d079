import type { EventDraft, PaymentSucceeded } from '@touchline/core';

/** A payment as a web shop's payment service reports it: with its envelope it is about 1 kB of JSON. */
export const paymentData = (number: number): PaymentSucceeded => ({
  customer: {
    id: `cus_${number % 5_000}`,
    email: `ada.lovelace+${number % 5_000}@example.com`,
    name: 'Ada Lovelace',
    phone: '+4915112345678',
  },
  paymentId: `pi_${number}`,
  amount: { amountMinor: 4_990, currency: 'EUR' },
  method: { kind: 'card', brand: 'visa', last4: '4242', expiresOn: '2028-04' },
  description: `Order ${number}: two pairs of running shoes, size 42, and a pair of socks`,
  orderId: String(number),
  invoiceId: `in_${number}`,
  checkoutId: `cs_${number}`,
  capturedAmount: { amountMinor: 4_990, currency: 'EUR' },
  feeAmount: { amountMinor: 99, currency: 'EUR' },
  netAmount: { amountMinor: 4_891, currency: 'EUR' },
  receiptUrl: `https://pay.example.com/receipts/acct_1/${number}`,
  metadata: { campaign: 'autumn', channel: 'newsletter', landingPage: '/running/shoes' },
});

/** The draft of an event. Without an id it gets a random one, as hard on an index as ids can be. */
export const paymentDraft = (number: number): EventDraft<'payment.succeeded', PaymentSucceeded> => ({
  type: 'payment.succeeded',
  source: '/connectors/stripe/acct_1',
  subject: `pi_${number}`,
  data: paymentData(number),
});

/** The number that a payment was made of. */
export const numberOf = (paymentId: string): number => Number(paymentId.slice('pi_'.length));
