import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import type { Bot, SandboxMessage } from './bot.ts';

type Parameters = Readonly<Record<string, unknown>>;
type Method = (parameters: Parameters, bot: Bot, name: string) => SandboxResponse;

/** The Bot API as far as the connector uses it. */
export const botApi = (bot: Bot): SandboxSpec => ({
  authorize: ({ path }) => (path.startsWith('/bot/') ? undefined : failure(401, 'Unauthorized')),
  routes: Object.fromEntries(
    Object.entries(methods).flatMap(([name, method]) =>
      ['GET', 'POST'].map((verb) => [
        `${verb} /bot/${name}`,
        (call: IncomingCall) => {
          const parameters = parametersOf(call);
          return parameters
            ? method(parameters, bot, name)
            : failure(400, "Bad Request: can't parse request JSON object");
        },
      ]),
    ),
  ),
  notFound: () => failure(404, 'Not Found'),
});

/** The same request with a path that can be recorded: `/bot/…` where the token is right, `/unauthorized/…` where it is not. */
export const withoutToken = (request: Request, { botToken }: Bot): Request => {
  const url = new URL(request.url);
  const [, token = '', method = ''] = /^\/bot([^/]*)\/([^/]*)$/.exec(url.pathname) ?? [];
  url.pathname = `/${decodeURIComponent(token) === botToken ? 'bot' : 'unauthorized'}/${method}`;
  return new Request(url, request);
};

const parametersOf = ({ text, query }: IncomingCall): Parameters | undefined => {
  if (text === '') return Object.fromEntries(query);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Parameters) : undefined;
  } catch {
    return undefined;
  }
};

const success = (result: unknown): SandboxResponse => ({ status: 200, body: { ok: true, result } });

const failure = (code: number, description: string): SandboxResponse => ({
  status: code,
  body: { ok: false, error_code: code, description },
});

const send =
  (field: string, longest?: number): Method =>
  (parameters, bot, method) => {
    const content = parameters[field];
    if (content === undefined || content === '') return failure(400, 'Bad Request: message text is empty');
    if (longest !== undefined && String(content).length > longest)
      return failure(400, 'Bad Request: message is too long');
    const chat = chatOf(parameters, bot);
    if (typeof chat !== 'number') return chat;
    return success(asShown(add(chat, parameters, bot, method)));
  };

/** A message as Telegram answers it: without what the sandbox remembers of how it was sent. */
const asShown = ({ sent: _, method: __, ...message }: SandboxMessage): object => message;

const add = (chatId: number, sent: Parameters, bot: Bot, method: string): SandboxMessage => {
  const message: SandboxMessage = {
    message_id: bot.nextId(),
    chat: { id: chatId, type: chatId > 0 ? 'private' : 'supergroup' },
    date: Math.floor(bot.clock.now() / 1_000),
    sent,
    method,
  };
  bot.messages.set(keyOf(chatId, message.message_id), message);
  return message;
};

/** https://core.telegram.org/bots/api#available-methods */
const methods: Readonly<Record<string, Method>> = {
  getMe: (_, { botId, botUsername }) =>
    success({ id: botId, is_bot: true, first_name: 'Sandbox', username: botUsername }),

  sendMessage: send('text', 4_096),
  sendRichMessage: send('rich_message'),
  sendPhoto: send('photo'),
  sendVideo: send('video'),
  sendAudio: send('audio'),
  sendDocument: send('document'),

  sendMediaGroup: (parameters, bot, method) => {
    const { media } = parameters;
    const chat = chatOf(parameters, bot);
    if (typeof chat !== 'number') return chat;
    if (!Array.isArray(media) || media.length < 2 || media.length > 10)
      return failure(400, 'Bad Request: media must be 2 to 10');
    return success(media.map((item: Parameters) => asShown(add(chat, item, bot, method))));
  },

  editMessageText: (parameters, bot) => edit(parameters, bot, ['text', 'rich_message']),
  editMessageCaption: (parameters, bot) => edit(parameters, bot, ['caption']),

  deleteMessage: (parameters, bot) =>
    bot.messages.delete(keyOf(parameters.chat_id, parameters.message_id))
      ? success(true)
      : failure(400, 'Bad Request: message to delete not found'),

  setMessageReaction: (parameters, bot) => {
    const key = keyOf(parameters.chat_id, parameters.message_id);
    const message = bot.messages.get(key);
    if (!message) return failure(400, 'Bad Request: message to react not found');
    const reaction = Array.isArray(parameters.reaction) ? (parameters.reaction as readonly Parameters[]) : [];
    if (reaction.some(({ emoji }) => String(emoji).includes('\ufe0f')))
      return failure(400, 'Bad Request: REACTION_INVALID');
    bot.messages.set(key, { ...message, reaction });
    return success(true);
  },

  answerCallbackQuery: (parameters, { answers }) => {
    const id = parameters.callback_query_id;
    if (answers.some((answer) => answer.callback_query_id === id))
      return failure(
        400,
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
      );
    answers.push(parameters);
    return success(true);
  },

  getFile: ({ file_id }) =>
    success({
      file_id,
      file_unique_id: 'unique',
      file_size: 1_024,
      file_path: `photos/${String(file_id)}.jpg`,
    }),

  setWebhook: (parameters, bot) => {
    bot.webhookUrl = String(parameters.url);
    return success(true);
  },

  getUpdates: ({ offset = 0, limit = 100 }, bot) => {
    if (bot.webhookUrl !== undefined)
      return failure(409, "Conflict: can't use getUpdates method while webhook is active");
    const kept = bot.updates.filter(({ update_id }) => update_id >= Number(offset));
    bot.updates.splice(0, bot.updates.length, ...kept);
    return success(kept.slice(0, Number(limit)));
  },
};

const edit = (parameters: Parameters, { messages }: Bot, fields: readonly string[]): SandboxResponse => {
  const key = keyOf(parameters.chat_id, parameters.message_id);
  const message = messages.get(key);
  if (!message) return failure(400, 'Bad Request: message to edit not found');
  const isText = message.method === 'sendMessage' || message.method === 'sendRichMessage';
  if (isText !== fields.includes('text'))
    return failure(400, 'Bad Request: there is no text in the message to edit');
  const shown = (sent: Parameters): string =>
    JSON.stringify([...fields, 'reply_markup'].map((field) => sent[field] ?? null));
  if (shown(parameters) === shown(message.sent)) return failure(400, 'Bad Request: message is not modified');
  messages.set(key, { ...message, sent: parameters });
  return success(asShown(message));
};

const chatOf = ({ chat_id }: Parameters, { hasChat, isBlockedBy }: Bot): number | SandboxResponse => {
  // A channel by its name has some id of its own.
  const id = typeof chat_id === 'string' && chat_id.startsWith('@') ? -1_001_000_000_001 : Number(chat_id);
  if (isBlockedBy(id)) return failure(403, 'Forbidden: bot was blocked by the user');
  const isKnown = hasChat(id) || id === -1_001_000_000_001;
  return isKnown ? id : failure(400, 'Bad Request: chat not found');
};

const keyOf = (chatId: unknown, messageId: unknown): string => `${String(chatId)}:${String(messageId)}`;
