import type { Inbound, TouchpointEvents } from '@touchline/core';
import type { AlexaSettings } from './config.ts';
import { alexaEnvelope } from './payload.ts';
import { alexaReply } from './reply.ts';
import { toEvents } from './to-events.ts';
import { verifyAlexa } from './verify.ts';

/** The requests of skills, and skill events, all at one URL. Alexa waits eight seconds for the reply, and asks once. */
export const inbound: Inbound<TouchpointEvents, AlexaSettings, typeof alexaEnvelope> = {
  verify: verifyAlexa,
  payload: alexaEnvelope,
  toEvents,
  reply: alexaReply,
};
