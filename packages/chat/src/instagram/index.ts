export type { MessagingNativeMessage as InstagramNativeMessage } from '../meta/messaging/native-message.ts';
export type { InstagramConfig } from './config.ts';
export { instagram } from './connector.ts';
