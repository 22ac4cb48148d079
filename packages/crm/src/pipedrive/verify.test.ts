import { TouchlineError, type WebhookRequest } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  pipedriveAccount,
  receiveWith,
  token,
  webhookCredentials,
  webhookUrl,
} from './fixtures/pipedrive-account.ts';
import { pipedrive } from './index.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

beforeAll(async () => {
  account = await pipedriveAccount();
});
afterAll(() => account.close());

const target = { url: webhookUrl };
const person = { entity: 'person', action: 'create', id: 3, data: { id: 3, name: 'Ada' } } as const;
const webhook = (more: object = {}) => account.sandbox.webhook(person, { ...target, ...more });
const receive = (request: WebhookRequest, connector = account.connector) => receiveWith(connector, request);
const text = Buffer.from(
  JSON.stringify({
    meta: {
      action: 'create',
      entity: 'person',
      entity_id: '3',
      id: 'e-1',
      company_id: '1',
      timestamp: '2026-11-21T09:30:00Z',
    },
    data: { id: 3, name: 'Ada' },
  }),
).toString('utf8');
const codeOf = (body: unknown): Promise<string> =>
  receive(account.sandbox.post(body, target)).then(
    ({ failed, events, ignored }) =>
      failed[0]?.error.code ?? `${events.length} events, ${ignored.length} ignored`,
    (thrown: unknown) => (TouchlineError.isInstance(thrown) ? thrown.code : 'not of the family'),
  );

describe('a webhook', () => {
  test('with the credentials is let in', async () => {
    expect((await receive(webhook())).events.map(({ type }) => type)).toEqual(['contact.created']);
  });

  test.each([
    ['another password', { credentials: 'touchline:guess' }, 'webhook.signature_invalid'],
    ['another user', { credentials: 'other:a-long-password' }, 'webhook.signature_invalid'],
    ['a password that is cut', { credentials: webhookCredentials.slice(0, -1) }, 'webhook.signature_invalid'],
    ['no credentials', { credentials: '' }, 'webhook.signature_missing'],
  ])('with %s is refused', async (_, more, code) => {
    await expect(receive(webhook(more))).rejects.toThrow(expect.objectContaining({ code }));
  });

  test.each([
    'Bearer x',
    'Basic',
    'Basic !!!',
    'Basic dG91Y2hsaW5l, Basic dG91Y2hsaW5lOmEtbG9uZy1wYXNzd29yZA==',
  ])('with the header %s is refused', async (authorization) => {
    const request = webhook();
    await expect(receive({ ...request, headers: { ...request.headers, authorization } })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('is let in by either pair while they are changed', async () => {
    const connector = pipedrive({ token, webhookCredentials: ['next:password', webhookCredentials] });
    expect((await receive(webhook(), connector)).events).toHaveLength(1);
    expect((await receive(webhook({ credentials: 'next:password' }), connector)).events).toHaveLength(1);
    await connector.close();
  });

  test('is not taken without credentials in the config', async () => {
    const connector = pipedrive({ token });
    await expect(receive(webhook(), connector)).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
    await connector.close();
  });
});

describe('a body that is not as it should be', () => {
  test.each<[string, unknown, string]>([
    ['empty', '', 'webhook.body_malformed'],
    ['truncated', text.slice(0, 80), 'webhook.body_malformed'],
    ['nested deeply', '['.repeat(100_000), 'webhook.body_malformed'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'webhook.body_malformed'],
    ['UTF-16', Buffer.from(text, 'utf16le'), 'webhook.body_malformed'],
    ['an array', '[]', 'webhook.payload_invalid'],
    ['null', 'null', 'webhook.payload_invalid'],
    ['a text', '"person"', 'webhook.payload_invalid'],
    ['without meta', '{"current":{}}', 'webhook.payload_invalid'],
    ['of a prototype', '{"__proto__":{"meta":{"entity":"person"}}}', 'webhook.payload_invalid'],
    ['without an id', text.replace('"id":"e-1",', ''), 'webhook.payload_invalid'],
    [
      'with an id that is too large to be exact',
      text.replace('"3"', '9007199254740993'),
      'webhook.payload_invalid',
    ],
    ['of a time that cannot be', text.replace('2026-11-21', '2026-13-99'), 'webhook.payload_invalid'],
    ['of an action of 10 000 letters', text.replace('create', 'c'.repeat(10_000)), 'webhook.payload_invalid'],
    [
      'of a name that is too long',
      text.replace('"name":"Ada"', `"first_name":"${'A'.repeat(10_000)}"`),
      'webhook.payload_invalid',
    ],
    [
      'keys that are there twice',
      text.replace('"action":', '"action":"delete","action":'),
      '1 events, 0 ignored',
    ],
    [
      'keys of prototypes',
      text.replace('"name":', '"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"name":'),
      '1 events, 0 ignored',
    ],
    ['lone surrogates', text.replace('Ada', '\\ud800'), '1 events, 0 ignored'],
    [
      'fields of every kind',
      text.replace(
        '"name":',
        '"emails":"x","phones":{"a":[]},"custom_fields":[1],"owner_id":[],"":1,"name":',
      ),
      '1 events, 0 ignored',
    ],
  ])('ends with a code where it is %s', async (_, body, code) => {
    expect(await codeOf(body)).toBe(code);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('of 10 MB is refused before anything is done with it', async () => {
    expect(await codeOf(Buffer.alloc(10_000_000, 0x20))).toBe('webhook.body_too_large');
    await expect(receive({ ...webhook(), method: 'GET' })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.method_not_allowed' }),
    );
  });

  test('is read whatever its content type says, but a form', async () => {
    const typed = (type: string) => {
      const request = webhook();
      return receive({ ...request, headers: { ...request.headers, 'content-type': type } });
    };
    expect((await typed('text/plain; charset=iso-8859-1')).events).toHaveLength(1);
    expect((await typed('application/x-www-form-urlencoded')).failed).toHaveLength(1);
  });
});
