import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * What Slack's answer says about its failure: nearly always a 200 with `ok: false` and a code.
 *
 * @see https://docs.slack.dev/apis/web-api/#responses
 */
export const slackError = ({ body }: HttpResponse): ErrorReading | undefined => {
  const failure = failed.safeParse(body);
  if (!failure.success) return undefined;
  const { error, needed, response_metadata: details } = failure.data;
  const meaning = Object.hasOwn(meanings, error) ? meanings[error] : undefined;
  const words = [
    meaning?.message,
    needed && `The scope ${needed} is needed.`,
    details?.messages && placesIn(details.messages),
  ].filter(Boolean);
  return {
    disposition: meaning?.disposition ?? 'reject',
    vendorCode: error,
    ...(meaning?.code && { code: meaning.code }),
    message: words.join(' '),
  };
};

const failed = z.object({
  ok: z.literal(false),
  error: z.string().catch('unknown_error'),
  /** Only of `missing_scope`. */
  needed: z.string().optional().catch(undefined),
  response_metadata: z
    .object({ messages: z.array(z.string()) })
    .optional()
    .catch(undefined),
});

/** `[ERROR] must be shorter than 76 characters [json-pointer:/blocks/1/text]`: where, without what stood there. */
const placesIn = (messages: readonly string[]): string => {
  const places = messages.flatMap((message) => /\[json-pointer:([/\w]{1,200})\]/.exec(message)?.[1] ?? []);
  return places.length === 0 ? '' : `See ${places.slice(0, 5).join(', ')}.`;
};

interface Meaning extends Pick<ErrorReading, 'code' | 'disposition'> {
  readonly message: string;
}

const retry = (message: string): Meaning => ({ disposition: 'retry', message });
const slowDown: Meaning = {
  code: 'http.rate_limited',
  disposition: 'retry',
  message: 'Slack asks to slow down.',
};
const reauthorize = (message: string): Meaning => ({ disposition: 'reauthorize', message });
const reject = (message: string): Meaning => ({ disposition: 'reject', message });

/**
 * Codes of the methods in use. One that is not here is rejected: it names something about the request.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors and the same of the other methods
 */
const meanings: Readonly<Record<string, Meaning>> = {
  ratelimited: slowDown,
  rate_limited: slowDown,
  message_limit_exceeded: slowDown,

  internal_error: retry('Slack failed, and may have done a part of it.'),
  fatal_error: retry('Slack failed badly, and may have done a part of it.'),
  service_unavailable: retry('Slack is out of service for the moment.'),
  request_timeout: retry('The request came to Slack incomplete.'),
  team_added_to_org: retry('The workspace is being moved into an organisation.'),
  org_login_required: retry('The workspace is being moved into an organisation.'),

  not_authed: reauthorize('No token was sent.'),
  invalid_auth: reauthorize('The token is not valid, or not allowed from this address.'),
  token_expired: reauthorize('The token has expired.'),
  token_revoked: reauthorize('The token was revoked, or the app removed.'),
  account_inactive: reauthorize('The token is of a user or a workspace that is gone.'),
  missing_scope: reauthorize('The token lacks a scope.'),
  not_allowed_token_type: reauthorize('The token is of the wrong kind.'),
  team_access_not_granted: reauthorize('The token has no access to this workspace.'),
  accesslimited: reauthorize('Access to the method is limited on this network.'),
  ekm_access_denied: reauthorize('Administrators have suspended posting.'),
  enterprise_is_restricted: reauthorize('The method cannot be called from an enterprise.'),
  two_factor_setup_required: reauthorize('Two-factor authentication must be set up.'),

  channel_not_found: reject('There is no such conversation, or the app cannot see it.'),
  no_permission: reject('The app lacks a permission in the conversation.'),
  access_denied: reject('Access to what was named is denied.'),
  not_in_channel: reject('The app must be invited to the conversation first.'),
  is_archived: reject('The conversation is archived.'),
  is_inactive: reject('The conversation is archived or frozen.'),
  restricted_action: reject('A rule of the workspace forbids it.'),
  restricted_action_read_only_channel: reject('Nobody may post to this read-only conversation.'),
  restricted_action_thread_only_channel: reject('In this conversation only threads may be posted to.'),
  restricted_action_non_threadable_channel: reject('In this conversation nobody may post to threads.'),
  restricted_action_thread_locked: reject('The thread is locked.'),
  cannot_reply_to_message: reject('This kind of message cannot have replies.'),
  cannot_dm_bot: reject('A bot cannot write to a bot.'),
  messages_tab_disabled: reject("The app's messages tab is switched off."),
  user_not_found: reject('There is no such user.'),
  no_text: reject('The message has no text.'),
  msg_too_long: reject('The text is too long.'),
  msg_blocks_too_long: reject('The blocks are too long.'),
  too_many_attachments: reject('There are too many attachments.'),
  too_many_contact_cards: reject('There are too many contact cards.'),
  attachment_payload_limit_exceeded: reject('The attachments are too large.'),
  invalid_blocks: reject('The blocks are not as Slack has them.'),
  invalid_blocks_format: reject('The blocks are no list.'),
  invalid_attachments: reject('The attachments are not as Slack has them.'),
  metadata_too_large: reject('The metadata are too large.'),
  invalid_metadata_format: reject('The metadata are not as Slack has them.'),
  invalid_thread_ts: reject('There is no such thread.'),
  thread_not_found: reject('There is no such thread.'),
  message_not_found: reject('There is no such message.'),
  cant_update_message: reject('The message is not one of the app.'),
  cant_delete_message: reject('The message is not one of the app.'),
  edit_window_closed: reject('The message is too old to be edited.'),
  compliance_exports_prevent_deletion: reject('Compliance exports are on, so nothing can be deleted.'),
  bad_timestamp: reject('The message id is not one of Slack.'),
  no_item_specified: reject('No message was named.'),
  invalid_name: reject('There is no such emoji in the workspace.'),
  already_reacted: reject('The reaction is there already.'),
  no_reaction: reject('There is no such reaction of the app.'),
  too_many_emoji: reject('The message has too many different emoji.'),
  too_many_reactions: reject('The app has reacted too often to the message.'),
  invalid_arguments: reject('The request is not as the method has it.'),
  used_url: reject('The response URL was used up.'),
  expired_url: reject('The response URL has expired.'),
};
