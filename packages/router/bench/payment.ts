import type { EventDraft, PaymentSucceeded } from '@touchline/core';

/** Texts that are told apart, as a parser of JSON makes them: such as were put together here cost their writer twice the time. */
const parsed = <Value>(make: (number: number) => Value): readonly Value[] =>
  JSON.parse(JSON.stringify(Array.from({ length: 5_000 }, (_, number) => make(number))));

const customers = parsed((number) => ({
  id: `cus_${number}`,
  email: `ada.lovelace+${number}@example.com`,
  name: 'Ada Lovelace',
  phone: '+4915112345678',
}));

const descriptions = parsed(
  (number) => `Order ${number}: two pairs of running shoes, size 42, and a pair of socks`,
);

const receiptUrls = parsed((number) => `https://pay.example.com/receipts/acct_1/${number}`);

const textOf = <Text>(texts: readonly Text[], number: number): Text => texts[number % texts.length] as Text;

/** A payment as a web shop's payment service reports it: with its envelope it is about 1 kB of JSON. */
export const paymentData = (number: number): PaymentSucceeded => ({
  customer: { ...textOf(customers, number) },
  paymentId: `pi_${number}`,
  amount: { amountMinor: 4_990, currency: 'EUR' },
  method: { kind: 'card', brand: 'visa', last4: '4242', expiresOn: '2028-04' },
  description: textOf(descriptions, number),
  orderId: String(number),
  invoiceId: `in_${number}`,
  checkoutId: `cs_${number}`,
  capturedAmount: { amountMinor: 4_990, currency: 'EUR' },
  feeAmount: { amountMinor: 99, currency: 'EUR' },
  netAmount: { amountMinor: 4_891, currency: 'EUR' },
  receiptUrl: textOf(receiptUrls, number),
  metadata: { campaign: 'autumn', channel: 'newsletter', landingPage: '/running/shoes' },
});

/** The draft of an event. Without an id it gets one that grows with time. */
export const paymentDraft = (number: number): EventDraft<'payment.succeeded', PaymentSucceeded> => ({
  type: 'payment.succeeded',
  source: '/connectors/stripe/acct_1',
  subject: `pi_${number}`,
  data: paymentData(number),
});

/** The number that a payment was made of. */
export const numberOf = (paymentId: string): number => Number(paymentId.slice('pi_'.length));
