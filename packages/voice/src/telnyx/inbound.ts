import type { Inbound, TouchpointEvents } from '@touchline/core';
import type { TelnyxSettings } from './config.ts';
import { telnyxWebhook } from './payload.ts';
import { toEvents } from './to-events.ts';
import { verifyTelnyx } from './verify.ts';

/**
 * API v2 webhooks of calls and messages, as JSON by POST. They come in any order, at once, and more than once; each has an
 * id of its own. The form callbacks of TeXML are not read.
 */
export const inbound: Inbound<TouchpointEvents, TelnyxSettings, typeof telnyxWebhook> = {
  verify: verifyTelnyx,
  payload: telnyxWebhook,
  toEvents,
};
