const amount = { amountMinor: 4_990, currency: 'EUR' };
const payment = { paymentId: 'pay_1', amount };

/** What is answered to a POST, by path: made to measure for `asIs`. */
export const answers = {
  '/payments': { ...payment, status: 'authorized' },
  '/payments/capture': { ...payment, status: 'succeeded' },
  '/payments/cancel': { ...payment, status: 'canceled' },
  '/refunds': { refundId: 'ref_1', paymentId: 'pay_1', status: 'pending', amount },
  '/payments/search': { ...payment, status: 'authorized' },
  '/checkouts': { checkoutId: 'che_1', url: 'https://pay.example-vendor.example/che_1' },
  '/customers': { customerId: 'cus_1', created: true },
};
