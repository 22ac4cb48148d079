export type { TwilioConfig } from './config.ts';
export { twilio } from './connector.ts';
export { renderTwiml } from './render-twiml.ts';
export type { IncomingCall, IncomingMessage, SmsReply, VoiceReply } from './reply.ts';
export { type SendWhatsappInput, type SendWhatsappOutput, sendWhatsapp } from './send-whatsapp.ts';
export type * from './twiml.ts';
