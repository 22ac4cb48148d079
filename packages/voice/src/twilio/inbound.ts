import type { Inbound, TouchpointEvents } from '@touchline/core';
import type { TwilioSettings } from './config.ts';
import { twilioWebhook } from './payload.ts';
import { twilioReply } from './reply.ts';
import { toEvents } from './to-events.ts';
import { verifyTwilio } from './verify.ts';

/**
 * The webhooks of calls and messages, all at one URL: voice and messaging requests, status, recording, transcription and
 * machine-detection callbacks. They come by POST, which is Twilio's default; a GET would be refused. Event Streams are taken,
 * a batch at a time, and ignored by name: they repeat what the callbacks told.
 */
export const inbound: Inbound<TouchpointEvents, TwilioSettings, typeof twilioWebhook> = {
  verify: verifyTwilio,
  items: (body) => (Array.isArray(body) ? body : [body]),
  payload: twilioWebhook,
  toEvents,
  reply: twilioReply,
};
