export { type CompleteOrderInput, completeOrder } from './complete-order.ts';
export type { PayPalConfig } from './config.ts';
export { paypal } from './connector.ts';
export { paypalEventTypes } from './to-events.ts';
