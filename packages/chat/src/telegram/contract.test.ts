import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, connect } from './fixtures/connection.ts';

const path = fileURLToPath(new URL('../../../../../shared/vendor-specs/telegram/api.json', import.meta.url));

interface Api {
  readonly version: string;
  readonly methods: Readonly<
    Record<
      string,
      {
        readonly fields?: readonly {
          readonly name: string;
          readonly types: readonly string[];
          readonly required: boolean;
        }[];
      }
    >
  >;
}

/** What of a call the description of the Bot API does not allow. */
const faultsOf = (
  api: Api,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] => {
  const fields = api.methods[method]?.fields;
  if (!api.methods[method]) return [`there is no method ${method}`];
  const known = new Map((fields ?? []).map((field) => [field.name, field]));
  return [
    ...Object.keys(parameters)
      .filter((name) => !known.has(name))
      .map((name) => `${method} has no ${name}`),
    ...(fields ?? [])
      .filter(({ name, required }) => required && parameters[name] === undefined)
      .map(({ name }) => `${method} needs ${name}`),
    ...Object.entries(parameters)
      .filter(([name, value]) => !(known.get(name)?.types ?? []).some((type) => isOf(type, value)))
      .map(([name]) => `${method}: ${name} is of another type`),
  ];
};

const isOf = (type: string, value: unknown): boolean => {
  if (type.startsWith('Array of')) return Array.isArray(value);
  if (type === 'Integer') return Number.isInteger(value);
  if (type === 'String') return typeof value === 'string';
  if (type === 'Boolean') return typeof value === 'boolean';
  return typeof value === 'object' && value !== null && !Array.isArray(value);
};

describe.skipIf(!existsSync(path))('Telegram’s own description (skipped where it is not at hand)', () => {
  const api = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Api)
    : { version: '', methods: {} };
  let connection: Connection;
  beforeAll(async () => {
    connection = await connect();
  });
  afterAll(() => connection.close());

  test('allows every call that the actions make', async () => {
    const { actions, check } = connection.connector;
    const conversationId = '927485618';
    const image = { kind: 'image', url: 'https://a.example/1.jpg' } as const;
    const kinds = ['image', 'video', 'audio', 'file'] as const;
    const buttons = [{ kind: 'reply', id: 'a', label: 'A', style: 'primary' }] as const;
    const words = { conversationId, text: 'Hello' };
    const { messageId } = await actions.sendMessage({
      ...words,
      buttons: [...buttons],
      threadId: '1',
      replyToMessageId: '1',
    });
    await actions.sendMessage({ ...words, format: 'markdown', buttons: [...buttons] });
    for (const kind of kinds) await actions.sendMessage({ ...words, attachments: [{ ...image, kind }] });
    await actions.sendMessage({ ...words, attachments: [image, image] });
    const native = {
      telegram: {
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: true,
        protect_content: true,
        message_effect_id: '1',
        business_connection_id: 'b',
      },
    };
    await actions.sendMessage({ ...words, native });
    await actions.editMessage({ conversationId, messageId, text: 'New', buttons: [...buttons] });
    await actions.editMessage({ conversationId, messageId, text: 'New', format: 'markdown' });
    await actions.addReaction({ conversationId, messageId, emoji: '👍' });
    await actions.removeReaction({ conversationId, messageId, emoji: '👍' });
    await actions.deleteMessage({ conversationId, messageId });
    await actions.respondInteraction({ triggerId: '1', text: 'Done', showAlert: true });
    await actions.getFile({ fileId: 'F' });
    await actions.setWebhook({ url: 'https://a.example/', maxConnections: 5, dropPendingUpdates: true });
    await check?.();
    const faults = connection.sandbox.calls.flatMap(({ path: called, text }) =>
      faultsOf(api, called.replace('/bot/', ''), text ? JSON.parse(text) : {}),
    );
    expect(faults).toEqual([]);
    expect(api.version).toBe('Bot API 10.1');
    expect(new Set(connection.sandbox.calls.map((call) => call.path)).size).toBe(14);
  });

  test('allows no call that is wrong', () => {
    expect(faultsOf(api, 'sendMessage', { chat_id: 1, text: 7, colour: 'red' })).toEqual([
      'sendMessage has no colour',
      'sendMessage: text is of another type',
      'sendMessage: colour is of another type',
    ]);
    expect(faultsOf(api, 'sendMessage', { text: 'x' })).toEqual(['sendMessage needs chat_id']);
    expect(faultsOf(api, 'sendTelepathy', {})).toEqual(['there is no method sendTelepathy']);
  });
});
