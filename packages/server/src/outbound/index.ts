export { webhook } from './connector.ts';
export { deliverEvent } from './deliver-event.ts';
export { createWebhookSecret } from './webhook-secret.ts';
