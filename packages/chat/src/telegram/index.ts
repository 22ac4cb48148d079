export { type GetFileInput, type GetFileOutput, getFile } from './actions/get-file.ts';
export type { TelegramNativeMessage } from './actions/native-message.ts';
export {
  type RespondInteractionInput,
  type RespondInteractionOutput,
  respondInteraction,
} from './actions/respond-interaction.ts';
export { type SetWebhookInput, type SetWebhookOutput, setWebhook } from './actions/set-webhook.ts';
export type { TelegramConfig } from './config.ts';
export { telegram } from './connector.ts';
export type { IncomingUpdate, TelegramMethodCall, TelegramReply } from './reply.ts';
