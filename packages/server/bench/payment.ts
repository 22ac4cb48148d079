/** A payment to be published, whose id is its own. */
export const paymentDraft = (id: string) => ({
  type: 'payment.succeeded' as const,
  id: `evt-${id}`,
  data: { paymentId: `pi-${id}`, amount: { amountMinor: 4_990, currency: 'EUR' } },
});
