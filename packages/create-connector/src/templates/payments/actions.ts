import type { Implement } from '@touchline/core';
import {
  cancelPayment,
  capturePayment,
  createCheckout,
  createPayment,
  getPayment,
  refundPayment,
  upsertCustomer,
} from '@touchline/payments';
import { asIs } from '../crm/as-is.ts';
import type { ExampleVendorSettings } from '../crm/config.ts';

// TODO: a function for each, in the vendor's paths and fields; drop what it cannot do, and add what only it can.
/** What Example Vendor can do. */
export const actions = (implement: Implement<ExampleVendorSettings>) => ({
  createPayment: implement(createPayment, asIs(createPayment, '/payments')),
  capturePayment: implement(capturePayment, asIs(capturePayment, '/payments/capture')),
  cancelPayment: implement(cancelPayment, asIs(cancelPayment, '/payments/cancel')),
  refundPayment: implement(refundPayment, asIs(refundPayment, '/refunds')),
  getPayment: implement(getPayment, asIs(getPayment, '/payments/search')),
  createCheckout: implement(createCheckout, asIs(createCheckout, '/checkouts')),
  upsertCustomer: implement(upsertCustomer, asIs(upsertCustomer, '/customers')),
});
