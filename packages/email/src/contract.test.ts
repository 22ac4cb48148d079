import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as contract from './contract.ts';
import {
  addSuppression,
  getSuppression,
  removeSuppression,
  type SendEmailInput,
  sendEmail,
} from './contract.ts';

const actions = [sendEmail, addSuppression, removeSuppression, getSuppression];

const mail: SendEmailInput = {
  from: { address: 'hello@acme.example.com' },
  to: [{ address: 'ada@example.com' }],
  subject: 'Hello',
  text: 'Hello, Ada.',
};

const issuesOf = (input: unknown): string[] =>
  (sendEmail.input.safeParse(input).error?.issues ?? []).map(({ path, message }) =>
    [...path, message].join(' '),
  );

describe('the actions of an e-mail vendor', () => {
  test.each(actions.map((action) => [action.name, action] as const))(
    '%s has an example that parses',
    (_, action) => {
      expect(action.input.safeParse(action.example).error).toBeUndefined();
    },
  );

  test.each(actions.map((action) => [action.name, action] as const))(
    '%s can be written as JSON Schema',
    (_, action) => {
      expect(z.toJSONSchema(action.input, { io: 'input' })).toMatchObject({
        type: 'object',
        additionalProperties: false,
      });
      expect(z.toJSONSchema(action.output, { io: 'output' })).toMatchObject({ type: 'object' });
    },
  );

  test('are exported, each under its own name', () => {
    for (const action of actions) expect(Object.entries(contract)).toContainEqual([action.name, action]);
  });

  test('an address is marked as personal wherever it stands', () => {
    const schema = JSON.stringify(z.toJSONSchema(sendEmail.input, { io: 'input' }));
    expect(schema).toContain('"x-pii":"email"');
    expect(schema).toContain('"x-pii":"name"');
    expect(schema.match(/"x-pii":"free_text"/g)?.length).toBeGreaterThanOrEqual(4);
  });
});

describe('an e-mail to send', () => {
  test('needs text, HTML or a template, and not a template beside them', () => {
    const { text, ...without } = mail;
    expect(issuesOf(without)).toEqual(['needs either text or html, or a template']);
    expect(issuesOf({ ...without, html: '<p>Hello</p>' })).toEqual([]);
    expect(
      issuesOf({ ...without, template: { id: 'd-1', data: { name: 'Ada', lines: [1, { a: null }] } } }),
    ).toEqual([]);
    expect(issuesOf({ ...mail, template: { id: 'd-1' } })).toEqual([
      'needs either text or html, or a template',
    ]);
    expect(text).toBe('Hello, Ada.');
  });

  test('needs a subject, unless a template brings its own', () => {
    const { subject, text, ...without } = mail;
    expect(issuesOf({ ...without, text })).toEqual(['subject is required without a template']);
    expect(issuesOf({ ...without, template: { id: 'd-1' } })).toEqual([]);
    expect(subject).toBe('Hello');
  });

  test.each([
    ['a header in the subject', { subject: 'Hello\r\nBcc: eve@example.com' }],
    ['a header in a name', { to: [{ address: 'ada@example.com', name: 'Ada\nBcc: eve@example.com' }] }],
    ['a header in a header', { headers: { 'X-Note': 'a\r\nBcc: eve@example.com' } }],
    ['a header name with a colon', { headers: { 'X-Note: a\r\nBcc': 'eve@example.com' } }],
    ['a header that has a field of its own', { headers: { BCC: 'eve@example.com' } }],
    ['an address that is none', { to: [{ address: 'ada@example.com, eve@example.com' }] }],
    ['no recipient', { to: [] }],
    ['an unknown field', { send_at: 1 }],
    ['an unknown field of a recipient', { to: [{ email: 'ada@example.com' }] }],
    ['a time without a zone', { sendAt: '2026-11-21T10:00:00' }],
    ['an attachment that is not base64', { attachments: [{ name: 'a.txt', content: 'not base64!' }] }],
    ['an empty attachment', { attachments: [{ name: 'a.txt', content: new Uint8Array() }] }],
    ['too many tags', { tags: Array.from({ length: 11 }, (_, index) => `tag ${index}`) }],
    ['metadata that is not text', { metadata: { orderId: 1042 } }],
  ])('%s is refused', (_, changes) => {
    expect(issuesOf({ ...mail, ...changes })).not.toEqual([]);
  });

  test('has at most 1000 recipients, of all kinds together', () => {
    const many = (count: number, host: string) =>
      Array.from({ length: count }, (_, index) => ({ address: `a${index}@${host}.example.com` }));
    expect(issuesOf({ ...mail, to: many(500, 'a'), bcc: many(500, 'b') })).toEqual([]);
    expect(issuesOf({ ...mail, to: many(500, 'a'), bcc: many(501, 'b') })).toEqual([
      'may have at most 1000 recipients in all',
    ]);
  });

  test('takes the bytes of a file as bytes or as base64', () => {
    const parsed = sendEmail.input.parse({
      ...mail,
      attachments: [
        { name: 'a.bin', content: Buffer.from([0, 255]).subarray(1) },
        { name: 'b.bin', content: new Uint8Array([0, 255]) },
        { name: 'c.bin', content: 'AP8=' },
      ],
    });
    expect(parsed.attachments?.map(({ content }) => content)).toEqual(['/w==', 'AP8=', 'AP8=']);
  });

  test('a key that names the prototype does no harm', () => {
    const input = JSON.parse(
      '{"from":{"address":"a@example.com"},"to":[{"address":"b@example.com"}],"subject":"s","text":"t","metadata":{"__proto__":"x","constructor":"y"}}',
    );
    const { metadata } = sendEmail.input.parse(input);
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(metadata?.constructor).toBe('y');
  });
});
