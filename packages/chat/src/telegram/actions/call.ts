import { type ActionContext, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { TelegramSettings } from '../config.ts';

type Context = ActionContext<TelegramSettings>;

/** Calls a method whose second time is as good as its first, and of whose answer nothing is needed but that it is one. */
export const call = (method: string, parameters: object, { http, signal }: Context): Promise<unknown> =>
  http.post(`/${method}`, {
    json: parameters,
    response: z.object({ ok: z.literal(true) }),
    idempotent: true,
    operation: method,
    signal,
  });

/**
 * A chat, as a method takes it: a number, or the name of a channel or a group: `@acme_news`.
 *
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const chatIdOf = (conversationId: string): number | string =>
  /^-?\d{1,16}$/.test(conversationId) ? Number(conversationId) : conversationId;

/** @throws TouchlineError `action.input_invalid` for an id that is not one of Telegram's, which are numbers. */
export const numberOf = (path: string, id: string): number => {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  const message = 'must be a number, as Telegram numbers its messages';
  throw new TouchlineError('action.input_invalid', `Input of telegram: ${path}: ${message}.`, {
    connector: 'telegram',
    issues: [{ path, message }],
  });
};
