export type { AdyenConfig } from './config.ts';
export { adyen } from './connector.ts';
export { adyenEventCodes } from './to-events.ts';
