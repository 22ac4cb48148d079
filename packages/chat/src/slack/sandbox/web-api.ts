import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { blockFaults } from './block-rules.ts';
import type { SandboxMessage, Workspace } from './workspace.ts';

type Arguments = { readonly [name: string]: unknown };
type Answer = { readonly [name: string]: unknown };
type Method = (args: Arguments, workspace: Workspace) => Answer;

/** The Web API below `/api`, and the response URLs, as Slack answers them: with a 200, and `ok` for the truth. */
export const webApi = (workspace: Workspace): SandboxSpec => ({
  authorize: (call) => authorize(call, workspace),
  routes: {
    ...Object.fromEntries(
      Object.entries(methods).flatMap(([name, method]) =>
        ['GET', 'POST'].map((verb) => [
          `${verb} /api/${name}`,
          (call: IncomingCall): SandboxResponse => {
            const args = argumentsOf(call);
            return { status: 200, body: args ? method(args, workspace) : failure('invalid_json') };
          },
        ]),
      ),
    ),
    'POST /actions/:team/:id/:key': (call) => respond(call, workspace),
    'POST /commands/:team/:id/:key': (call) => respond(call, workspace),
  },
  notFound: ({ path }) =>
    path.startsWith('/api/')
      ? { status: 200, body: failure('unknown_method') }
      : { status: 404, body: 'Not found' },
});

const authorize = ({ headers, path }: IncomingCall, { botToken }: Workspace): SandboxResponse | undefined => {
  if (!path.startsWith('/api/')) return undefined;
  const { authorization } = headers;
  if (authorization === `Bearer ${botToken}`) return undefined;
  return { status: 200, body: failure(authorization === undefined ? 'not_authed' : 'invalid_auth') };
};

const failure = (error: string, more: Answer = {}): Answer => ({ ok: false, error, ...more });

/** JSON, or a form whose structured fields are JSON texts, or a query. Undefined for what is no JSON. */
const argumentsOf = ({ headers, query, text }: IncomingCall): Arguments | undefined => {
  if ((headers['content-type'] ?? '').startsWith('application/json')) return parsed(text) as Arguments;
  const fields = new URLSearchParams([...query, ...new URLSearchParams(text)]);
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, structured.has(name) ? parsed(value) : value]),
  );
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const structured: ReadonlySet<string> = new Set(['blocks', 'attachments', 'metadata']);

/** https://docs.slack.dev/reference/methods */
const methods: Readonly<Record<string, Method>> = {
  'auth.test': (_, { teamId, teamName, botId, botUserId }) => ({
    ok: true,
    url: 'https://sandbox.slack.com/',
    team: teamName,
    user: 'touchline',
    team_id: teamId,
    user_id: botUserId,
    bot_id: botId,
  }),

  'chat.postMessage': (args, workspace) => {
    const channel = conversationFor(args, workspace);
    if (typeof channel !== 'string') return channel;
    const thread = args.thread_ts;
    if (thread !== undefined && !/^\d+\.\d+$/.test(String(thread))) return failure('invalid_thread_ts');
    const wrong = contentFault(args);
    if (wrong) return wrong;
    const { appId, botId, botUserId, teamId, messages, nextTs } = workspace;
    const message: SandboxMessage = {
      type: 'message',
      channel,
      ts: nextTs(),
      user: botUserId,
      bot_id: botId,
      app_id: appId,
      team: teamId,
      ...contentOf(args),
      ...(thread !== undefined && { thread_ts: String(thread) }),
      ...(args.metadata !== undefined && { metadata: args.metadata }),
    };
    messages.set(keyOf(channel, message.ts), message);
    return { ok: true, channel, ts: message.ts, message: shown(message) };
  },

  'chat.update': (args, workspace) => {
    const channel = conversationFor(args, workspace);
    if (typeof channel !== 'string') return channel;
    const { messages, nextTs } = workspace;
    const before = messages.get(keyOf(channel, String(args.ts)));
    if (!before) return failure('message_not_found');
    const wrong = contentFault(args);
    if (wrong) return wrong;
    // What is not given stays: https://docs.slack.dev/reference/methods/chat.update
    const after = { ...before, ...contentOf(args), edited: { user: before.user, ts: nextTs() } };
    messages.set(keyOf(channel, before.ts), after);
    return { ok: true, channel, ts: before.ts, text: after.text, message: shown(after) };
  },

  'chat.delete': (args, workspace) => {
    const channel = conversationFor(args, workspace);
    if (typeof channel !== 'string') return channel;
    const ts = String(args.ts);
    return workspace.messages.delete(keyOf(channel, ts))
      ? { ok: true, channel, ts }
      : failure('message_not_found');
  },

  'reactions.add': (args, workspace) =>
    changeReactions(args, workspace, (reactions, name, user) =>
      reactions.some((reaction) => reaction.name === name)
        ? 'already_reacted'
        : [...reactions, { name, users: [user] }],
    ),

  'reactions.remove': (args, workspace) =>
    changeReactions(args, workspace, (reactions, name) =>
      reactions.some((reaction) => reaction.name === name)
        ? reactions.filter((reaction) => reaction.name !== name)
        : 'no_reaction',
    ),

  'conversations.history': (args, workspace) =>
    listMessages(
      args,
      workspace,
      ({ thread_ts: thread, ts }) => thread === undefined || thread === ts,
      'newest first',
    ),

  'conversations.replies': (args, workspace) =>
    listMessages(
      args,
      workspace,
      ({ thread_ts: thread, ts }) => [thread, ts].includes(String(args.ts)),
      'oldest first',
    ),
};

type Reactions = NonNullable<SandboxMessage['reactions']>;

const changeReactions = (
  args: Arguments,
  workspace: Workspace,
  change: (reactions: Reactions, name: string, user: string) => Reactions | string,
): Answer => {
  const key = keyOf(String(args.channel), String(args.timestamp));
  const message = workspace.messages.get(key);
  if (!message) return failure('message_not_found');
  const name = String(args.name ?? '');
  if (!/^[\w'+-]+(::skin-tone-[2-6])?$/.test(name)) return failure('invalid_name');
  const reactions = change(message.reactions ?? [], name, workspace.botUserId);
  if (typeof reactions === 'string') return failure(reactions);
  workspace.messages.set(key, { ...message, reactions });
  return { ok: true };
};

const listMessages = (
  args: Arguments,
  { conversations, messages }: Workspace,
  belongs: (message: SandboxMessage) => boolean,
  order: 'newest first' | 'oldest first',
): Answer => {
  const channel = String(args.channel);
  if (!conversations.has(channel)) return failure('channel_not_found');
  const limit = Number(args.limit ?? 100);
  const found = [...messages.values()]
    .filter((message) => message.channel === channel && belongs(message))
    .filter(
      ({ ts }) => Number(ts) > Number(args.oldest ?? 0) && Number(ts) < Number(args.latest ?? Infinity),
    );
  if (order === 'newest first') found.reverse();
  return {
    ok: true,
    messages: found.slice(0, limit).map((message) => shown(message, args.include_all_metadata === 'true')),
    has_more: found.length > limit,
  };
};

/** A message to a person goes into the conversation with them, which is opened for it. */
const conversationFor = ({ channel }: Arguments, { conversations }: Workspace): string | Answer => {
  const asked = String(channel ?? '');
  const id = /^[UW][A-Z0-9]+$/.test(asked) ? `D${asked.slice(1)}` : asked;
  if (id !== asked) conversations.set(id, { isArchived: false });
  const conversation = conversations.get(id);
  if (!conversation) return failure('channel_not_found');
  return conversation.isArchived ? failure('is_archived') : id;
};

const contentFault = ({ text = '', blocks, attachments = [] }: Arguments): Answer | undefined => {
  const faults = blocks === undefined ? [] : blockFaults(blocks);
  if (faults.length > 0)
    return failure('invalid_blocks', { errors: faults, response_metadata: { messages: faults } });
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  const hasAttachments = Array.isArray(attachments) && attachments.length > 0;
  return String(text).trim() === '' && !hasBlocks && !hasAttachments ? failure('no_text') : undefined;
};

const contentOf = ({ text = '', blocks, attachments }: Arguments) => ({
  text: String(text).slice(0, 40_000),
  ...(blocks !== undefined && { blocks }),
  ...(attachments !== undefined && { attachments }),
});

const shown = ({ channel: _, metadata, ...message }: SandboxMessage, withMetadata = true): Answer => ({
  ...message,
  ...(withMetadata && metadata !== undefined && { metadata }),
});

const keyOf = (channel: string, ts: string): string => `${channel}:${ts}`;

/** A response URL works five times: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const respond = ({ path, text }: IncomingCall, { responses }: Workspace): SandboxResponse => {
  if (responses.filter((response) => response.path === path).length >= 5)
    return { status: 404, body: failure('used_url') };
  responses.push({ path, body: parsed(text) });
  return { status: 200, body: { ok: true } };
};
