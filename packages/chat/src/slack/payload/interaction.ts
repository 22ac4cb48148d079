import { z } from 'zod';
import { said } from './said.ts';

const option = z.object({ value: said });

/** The end of the year 9999. */
const latestSeconds = 253_402_300_799;

/**
 * An element that somebody used, or filled in. Each kind keeps its value in a field of its own.
 *
 * @see https://docs.slack.dev/reference/block-kit/block-elements
 */
const element = z.object({
  type: z.string(),
  action_id: said,
  action_ts: said,
  value: said,
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_date: said,
  selected_time: said,
  selected_date_time: z.int().positive().max(latestSeconds).nullish(),
  selected_user: said,
  selected_users: z.array(z.string()).nullish(),
  selected_channel: said,
  selected_channels: z.array(z.string()).nullish(),
  selected_conversation: said,
  selected_conversations: z.array(z.string()).nullish(),
});

/** See {@link element}. */
export interface SlackElement extends z.output<typeof element> {}

const state = z.object({ values: z.record(z.string(), z.record(z.string(), element)).nullish() }).nullish();

const common = {
  user: z.object({ id: z.string(), username: said, name: said }),
  team: z.object({ id: said }).nullish(),
  enterprise: z.object({ id: said }).nullish(),
  trigger_id: said,
  action_ts: said,
};

const view = z.object({
  id: z.string(),
  callback_id: said,
  private_metadata: said,
  hash: said,
  state,
});

const knownInteraction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block_actions'),
    ...common,
    actions: z.array(element).min(1),
    channel: z.object({ id: said }).nullish(),
    container: z.object({ channel_id: said, message_ts: said }).nullish(),
    message: z.object({ ts: said }).nullish(),
    view: z.object({ callback_id: said }).nullish(),
    state,
    response_url: said,
  }),
  z.object({ type: z.literal(['view_submission', 'view_closed']), ...common, view }),
  z.object({ type: z.literal('shortcut'), ...common, callback_id: z.string() }),
  z.object({
    type: z.literal('message_action'),
    ...common,
    callback_id: z.string(),
    channel: z.object({ id: said }),
    message_ts: said,
    message: z.object({ ts: said }).nullish(),
    response_url: said,
  }),
  z.object({ type: z.literal('other'), name: z.string() }),
]);

const knownTypes: ReadonlySet<unknown> = new Set(
  knownInteraction.options
    .flatMap((known) => [...known.shape.type.values])
    .filter((type) => type !== 'other'),
);

/**
 * What somebody did with what the app shows: pressed a button, chose, sent in a dialog, used a shortcut.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads
 */
export const slackInteraction = z.preprocess((body) => {
  if (typeof body !== 'object' || body === null) return body;
  const { type } = body as { readonly type?: unknown };
  return knownTypes.has(type) ? body : { type: 'other', name: type };
}, knownInteraction);

/** See {@link slackInteraction}. */
export type SlackInteraction = z.output<typeof slackInteraction>;

/** What `Type` of interaction looks like. */
export type SlackInteractionOf<Type extends SlackInteraction['type']> = OfType<SlackInteraction, Type>;

/** `Extract` does not do: one shape may serve several types. */
type OfType<Interaction extends SlackInteraction, Type> = Interaction extends SlackInteraction
  ? [Interaction['type'] & Type] extends [never]
    ? never
    : Interaction
  : never;
