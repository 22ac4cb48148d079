import type { Inbound, TouchpointEvents } from '@touchline/core';
import type { TelegramSettings } from './config.ts';
import { telegramUpdate } from './payload.ts';
import { replyToUpdate } from './reply.ts';
import { toEvents } from './to-events.ts';
import { verifyTelegram } from './verify.ts';

/** One URL, to which every update is posted on its own. */
export const inbound: Inbound<TouchpointEvents, TelegramSettings, typeof telegramUpdate> = {
  verify: verifyTelegram,
  payload: telegramUpdate,
  toEvents,
  reply: replyToUpdate,
};
