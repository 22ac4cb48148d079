export type { SmtpConfig } from './config.ts';
export { smtp } from './connector.ts';
