export type { SesConfig } from './config.ts';
export { ses } from './connector.ts';
