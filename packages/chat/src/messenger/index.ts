export type { MessagingNativeMessage as MessengerNativeMessage } from '../meta/messaging/native-message.ts';
export type { MessengerConfig } from './config.ts';
export { messenger } from './connector.ts';
