import type { Inbound, TouchpointEvents } from '@touchline/core';
import { answerChallenge } from '../meta/challenge.ts';
import { largestBatchBytes } from '../meta/entries.ts';
import { verifyMeta } from '../meta/verify.ts';
import type { WhatsAppSettings } from './config.ts';
import { itemsOf } from './items.ts';
import { whatsappItem } from './payload.ts';
import { toEvents } from './to-events.ts';

/** One callback URL for all fields that the app subscribes to, and for the GET that checks it. */
export const inbound: Inbound<TouchpointEvents, WhatsAppSettings, typeof whatsappItem> = {
  methods: ['GET', 'POST'],
  maxBodyBytes: largestBatchBytes,
  handshake: answerChallenge,
  verify: verifyMeta,
  items: itemsOf,
  payload: whatsappItem,
  toEvents,
};
