export type { SendgridConfig } from './config.ts';
export { sendgrid } from './connector.ts';
