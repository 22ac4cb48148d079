import type { WebhookRequest } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientId,
  clientSecret,
  orgConfig,
  receiveWith,
  salesforceOrg,
  webhookSecret,
  webhookUrl,
} from './fixtures/salesforce-org.ts';
import { type SalesforceConfig, salesforce } from './index.ts';
import { salesforceSandbox } from './sandbox.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;

beforeAll(async () => {
  org = await salesforceOrg();
});
afterAll(() => org.close());

const contact = { objectType: 'Contact', fields: { Id: '003000000000501AAA', LastName: 'Lovelace' } };
const webhook = (more: object = {}) => org.sandbox.webhook(contact, { url: webhookUrl, ...more });

const receive = async (request: WebhookRequest, config: Partial<SalesforceConfig> = {}) => {
  const connector = salesforce({ ...orgConfig, ...config });
  try {
    return (await receiveWith(connector, request)).events.map(({ type }) => type);
  } finally {
    await connector.close();
  }
};
const refusal = (code: string) => expect.objectContaining({ code });

describe('an outbound message', () => {
  test('with the secret in its URL, of the configured org, is let in and acknowledged', async () => {
    const { events, reply } = await receiveWith(org.connector, webhook());
    expect(events.map(({ type }) => type)).toEqual(['contact.updated']);
    expect(reply).toEqual({
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: expect.stringMatching(
        /<notificationsResponse xmlns="http:\/\/soap.sforce.com\/2005\/09\/outbound"><Ack>true<\/Ack><\/notificationsResponse>/,
      ),
    });
  });

  test.each([
    ['another secret', { secret: 'not-the-secret' }, 'webhook.signature_invalid'],
    ['no secret', { secret: '' }, 'webhook.signature_missing'],
    ['the id of another org', { organizationId: '00D000000000002EAA' }, 'webhook.signature_invalid'],
    ['an id that differs in case', { organizationId: '00d000000000001AAA' }, 'webhook.signature_invalid'],
    ['no id of an org', { organizationId: '' }, 'webhook.signature_missing'],
  ])('with %s is refused', async (_, more, code) => {
    await expect(receive(webhook(more))).rejects.toThrow(refusal(code));
  });

  test('whose secret is there twice, once wrong, is refused', async () => {
    const request = webhook();
    for (const url of [`${request.url}&token=other`, request.url.replace('?', '?token=other&')])
      await expect(receive({ ...request, url })).rejects.toThrow(refusal('webhook.signature_invalid'));
  });

  test('is let in by either secret while it is changed', async () => {
    const config = { webhookSecret: ['the-next-secret', webhookSecret] };
    expect(await receive(webhook(), config)).toEqual(['contact.updated']);
    expect(await receive(webhook({ secret: 'the-next-secret' }), config)).toEqual(['contact.updated']);
  });

  test('is of the org whether its id is written with 15 or with 18 characters', async () => {
    expect(await receive(webhook(), { organizationId: '00D000000000001' })).toEqual(['contact.updated']);
    expect(await receive(webhook({ organizationId: '00D000000000001' }))).toEqual(['contact.updated']);
  });

  test('may have the secret as the last segment of its path', async () => {
    const sandbox = salesforceSandbox({
      clientId,
      clientSecret,
      webhookSecret: 'a/secret?',
      webhookSecretIn: 'path',
    });
    const config = { webhookSecret: 'a/secret?', webhookSecretIn: 'path' } as const;
    const send = (target: object) =>
      receive(sandbox.webhook(contact, { url: webhookUrl, ...target }), config);
    expect(await send({})).toEqual(['contact.updated']);
    await expect(send({ secret: 'another' })).rejects.toThrow(refusal('webhook.signature_invalid'));
    await expect(send({ secret: '' })).rejects.toThrow(refusal('webhook.signature_invalid'));
    await expect(send({ url: 'https://hooks.example.com/', secret: '' })).rejects.toThrow(
      refusal('webhook.signature_missing'),
    );
  });

  test('may be proved by credentials, and by both where both are configured', async () => {
    const { webhookSecret: _, ...withoutSecret } = orgConfig;
    const connector = salesforce({ ...withoutSecret, webhookCredentials: 'salesforce:s3cret' });
    const send = (credentials?: string) =>
      receiveWith(connector, webhook({ secret: '', ...(credentials && { credentials }) }));
    expect((await send('salesforce:s3cret')).events).toHaveLength(1);
    await expect(send('salesforce:guess')).rejects.toThrow(refusal('webhook.signature_invalid'));
    await expect(send()).rejects.toThrow(refusal('webhook.signature_missing'));
    await connector.close();

    const both = { webhookCredentials: 'salesforce:s3cret' };
    expect(await receive(webhook({ credentials: 'salesforce:s3cret' }), both)).toEqual(['contact.updated']);
    await expect(receive(webhook(), both)).rejects.toThrow(refusal('webhook.signature_missing'));
    await expect(
      receive(webhook({ credentials: 'salesforce:s3cret', secret: 'guess' }), both),
    ).rejects.toThrow(refusal('webhook.signature_invalid'));
  });

  test('that carries a session id is refused, so that the credential is kept nowhere', async () => {
    const sessionId =
      '00D000000000001!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6LYUfiDUkWe6H34r1AAwOR8B8fLEz6n04NPGRrq0FM';
    const refused = receive(webhook({ sessionId }));
    await expect(refused).rejects.toThrow(refusal('config.invalid'));
    await expect(refused).rejects.toThrow(/^Config of salesforce: an outbound message carries a session id/);
    await expect(refused).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('AQcAQH') }),
    );
  });

  test.each(['organizationId', 'webhookSecret'] as const)('is not taken without %s', async (missing) => {
    const { [missing]: _, ...config } = orgConfig;
    const connector = salesforce(config);
    await expect(receiveWith(connector, webhook())).rejects.toThrow(refusal('config.invalid'));
    await connector.close();
  });

  test('without the secret is refused before a byte of it is read', async () => {
    const request = { ...webhook({ secret: 'guess' }), rawBody: Buffer.from('<not xml') };
    await expect(receive(request)).rejects.toThrow(refusal('webhook.signature_invalid'));
  });
});
