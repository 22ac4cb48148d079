export type { HubspotConfig } from './config.ts';
export { hubspot } from './connector.ts';
