/** What a client does with a running server, and what it saw. */
export type Journey = (start: {
  readonly url: string;
  readonly key: string;
  readonly payment: Payment;
}) => Promise<Readonly<Record<string, unknown>>>;

/** The data of a payment, as both generated clients take it. */
export interface Payment {
  paymentId: string;
  amount: { amountMinor: number; currency: string };
}
