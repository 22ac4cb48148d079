import { testHostileBodies } from '../fixtures/hostile-bodies.ts';
import { receiver, secretToken, url } from './fixtures/connection.ts';

const { connector } = receiver({
  reply: ({ chatId }) => ({ method: 'sendMessage', chat_id: chatId, text: 'Hi' }),
});
const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secretToken };
const ada = { id: 927_485_618, is_bot: false, first_name: 'Ada', username: 'ada' };
const chat = { id: -1_001, type: 'supergroup', title: 'Support' };
const reaction = { type: 'emoji', emoji: '👍' };
const date = 1_763_717_400;

const updates = {
  message: {
    message_id: 1,
    from: ada,
    chat,
    date,
    text: 'Hello',
    photo: [{ file_id: 'F', file_size: 9 }],
    entities: [{ type: 'text_mention', user: ada }],
    reply_to_message: { message_id: 1, from: ada },
    venue: { location: { latitude: 1, longitude: 2 }, title: 'Office' },
  },
  callback_query: { id: '1', from: ada, message: { message_id: 1, chat, date }, data: '~a~1' },
  message_reaction: { chat, message_id: 1, user: ada, date, old_reaction: [], new_reaction: [reaction] },
  chat_member: {
    chat,
    from: ada,
    date,
    old_chat_member: { user: ada, status: 'left' },
    new_chat_member: { user: ada, status: 'member' },
  },
};

for (const [kind, item] of Object.entries(updates))
  testHostileBodies({
    receive: (rawBody) => connector.receive?.({ method: 'POST', url, headers, rawBody }),
    payload: { update_id: 1_000, [kind]: item },
  });
