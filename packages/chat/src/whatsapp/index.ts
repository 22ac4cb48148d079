export {
  type GetMediaInput,
  type GetMediaOutput,
  getMedia,
} from './actions/get-media.ts';
export type { WhatsAppNativeMessage } from './actions/native-message.ts';
export {
  type SendTemplateInput,
  type SendTemplateOutput,
  sendTemplate,
} from './actions/send-template.ts';
export type { WhatsAppConfig } from './config.ts';
export { whatsapp } from './connector.ts';
