import { type ActionContext, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { TelnyxSettings } from '../config.ts';

/** What Telnyx answers a command: it is accepted; that it is done comes as a webhook. */
const accepted = z.object({ data: z.object({ result: z.string().nullish() }).nullish() }).nullish();

/**
 * Gives a command to a call. Its `command_id` is the delivery's key, so that the same delivery, should it reach Telnyx twice
 * within 60 seconds, acts once. After that Telnyx has forgotten it: commands are not idempotent unless they are so by nature.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/sending-commands
 */
export const command = async (
  action: string,
  callId: string,
  json: Readonly<Record<string, unknown>>,
  { http, signal, idempotencyKey }: ActionContext<TelnyxSettings>,
  { idempotent = false }: { readonly idempotent?: boolean } = {},
): Promise<{ callId: string }> => {
  await http.post(urlPath`/calls/${callId}/actions/${action}`, {
    json: { ...json, command_id: idempotencyKey },
    response: accepted,
    operation: `call.${action}`,
    idempotent,
    signal,
  });
  return { callId };
};

/** The state that a command leaves with the call, in base64 as Telnyx wants it. */
export const stateOf = (clientState: string | undefined): { client_state?: string } =>
  clientState === undefined ? {} : { client_state: Buffer.from(clientState).toString('base64') };
