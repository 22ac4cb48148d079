import { inspect } from 'node:util';
import type { BoundAction } from '@touchline/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { SendEmailInput, SendEmailOutput } from '../contract.ts';
import { type SmtpConfig, smtp } from './index.ts';

const host = 'smtp.example.com';
const auth = { user: 'acme', password: 'password-sentinel' };

describe('the config', () => {
  test('has defaults that encrypt', () => {
    expect(smtp.configSchema.parse({ host })).toEqual({
      host,
      security: 'starttls',
      requestReceipts: false,
      maxConnections: 5,
      maxMessagesPerConnection: 100,
      connectTimeoutMs: 15_000,
      replyTimeoutMs: 600_000,
    });
  });

  test('seals what is secret', () => {
    const config = { host, auth, inbound: { bearerToken: 'token-sentinel' } };
    for (const shown of [
      JSON.stringify(smtp.configSchema.parse(config)),
      inspect(smtp.configSchema.parse(config), { depth: 10 }),
      inspect(smtp(config), { depth: 10 }),
    ])
      expect(shown).not.toContain('sentinel');
  });

  test('can be written as JSON Schema', () => {
    expect(z.toJSONSchema(smtp.configSchema, { io: 'input' })).toMatchObject({ type: 'object' });
  });

  test.each([
    ['without a host', {}, 'host'],
    ['with a URL for a host', { host: 'smtp://mail.example.com' }, 'host'],
    ['with an unknown option', { host, secure: true }, 'secure'],
    ['with an unknown option of TLS', { host, tls: { rejectUnauthorized: false } }, 'tls.rejectUnauthorized'],
    [
      'with a certificate that is none',
      { host, tls: { certificateAuthorities: ['x'] } },
      'tls.certificateAuthorities',
    ],
    ['with a password on an open connection', { host, security: 'none', auth }, 'auth'],
    ['with an inbound that is open to all', { host, inbound: {} }, 'inbound'],
    ['with a bounce address that is none', { host, bounceAddress: 'bounces' }, 'bounceAddress'],
    ['with a port that is none', { host, port: 70_000 }, 'port'],
  ])('%s is refused by name', (_, config, field) => {
    expect(() => smtp(config as SmtpConfig)).toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        message: expect.stringMatching(new RegExp(`${field}(?!.*sentinel)`)),
      }),
    );
  });

  test.each(['localhost', '127.0.0.1', '::1'])(
    'with a password on an open connection to %s is taken',
    (loopback) => {
      expect(smtp({ host: loopback, security: 'none', auth }).id).toBe('smtp');
    },
  );
});

describe('the connector', () => {
  test('has the actions of the contract', () => {
    const connector = smtp({ host });
    expectTypeOf(connector.actions.sendEmail).toExtend<BoundAction<SendEmailInput, SendEmailOutput>>();
    expectTypeOf<keyof typeof connector.actions>().toEqualTypeOf<'sendEmail'>();
    expect(connector.actions.sendEmail.idempotent).toBe('no');
  });

  test('cannot erase, since a mail server keeps nothing that could be', () => {
    expect(smtp({ host })).not.toHaveProperty('erase');
  });

  test('that was never used is closed without a connection', async () => {
    await expect(smtp({ host: '127.0.0.1', port: 1 }).close()).resolves.toBeUndefined();
  });
});
