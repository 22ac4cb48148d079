export {
  type CancelPaymentInput,
  type CancelPaymentOutput,
  cancelPayment,
} from './contract/cancel-payment.ts';
export {
  type CapturePaymentInput,
  type CapturePaymentOutput,
  capturePayment,
} from './contract/capture-payment.ts';
export {
  type CreateCheckoutInput,
  type CreateCheckoutOutput,
  createCheckout,
} from './contract/create-checkout.ts';
export {
  type CreatePaymentInput,
  type CreatePaymentOutput,
  createPayment,
} from './contract/create-payment.ts';
export { type GetPaymentInput, type GetPaymentOutput, getPayment } from './contract/get-payment.ts';
export { type Payment, type PaymentStatus, payment, paymentStatus } from './contract/payment.ts';
export {
  type RefundPaymentInput,
  type RefundPaymentOutput,
  refundPayment,
} from './contract/refund-payment.ts';
export {
  type UpsertCustomerInput,
  type UpsertCustomerOutput,
  upsertCustomer,
} from './contract/upsert-customer.ts';
