export type { StripeConfig } from './config.ts';
export { stripe } from './connector.ts';
export { stripeEventKinds } from './to-events.ts';
