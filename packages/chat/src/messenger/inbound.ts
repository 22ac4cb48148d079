import type { Inbound, TouchpointEvents } from '@touchline/core';
import { answerChallenge } from '../meta/challenge.ts';
import { largestBatchBytes } from '../meta/entries.ts';
import { messagingItemsOf } from '../meta/messaging/items.ts';
import { messagingItem } from '../meta/messaging/payload.ts';
import { messagingToEvents } from '../meta/messaging/to-events.ts';
import { verifyMeta } from '../meta/verify.ts';
import type { MessengerSettings } from './config.ts';

/** One callback URL for all fields that the app subscribes to, and for the GET that checks it. */
export const inbound: Inbound<TouchpointEvents, MessengerSettings, typeof messagingItem> = {
  methods: ['GET', 'POST'],
  maxBodyBytes: largestBatchBytes,
  handshake: answerChallenge,
  verify: verifyMeta,
  items: messagingItemsOf('page'),
  payload: messagingItem,
  toEvents: messagingToEvents('messenger'),
};
