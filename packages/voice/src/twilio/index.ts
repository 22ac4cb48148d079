export { type SendWhatsappInput, type SendWhatsappOutput, sendWhatsapp } from './actions/send-whatsapp.ts';
export type { TwilioConfig } from './config.ts';
export { twilio } from './connector.ts';
export type { IncomingCall, IncomingMessage, SmsReply, VoiceReply } from './reply.ts';
export { renderTwiml } from './twiml/render-twiml.ts';
export type * from './twiml/twiml.ts';
