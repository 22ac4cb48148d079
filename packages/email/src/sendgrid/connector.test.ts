import type { BoundAction } from '@touchline/core';
import { isSkip, type ReactionTools, reactionTools, touchpointCatalogue } from '@touchline/core';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { SendEmailInput, SendEmailOutput } from '../contract.ts';
import { apiKey, type Connected, connectSandbox } from './fixtures/connected-sandbox.ts';
import { type SendgridConfig, sendgrid } from './index.ts';

let connected: Connected | undefined;
afterEach(async () => {
  await connected?.close();
  connected = undefined;
});

describe('the config', () => {
  test('seals what is secret', () => {
    const connector = sendgrid({ apiKey, inboundParse: { basicAuth: 'user:password' } });
    expect(connector.id).toBe('sendgrid');
    expect(
      JSON.stringify(sendgrid.configSchema.parse({ apiKey, webhookPublicKey: ['a', 'b'] })),
    ).not.toContain(apiKey);
  });

  test.each([
    ['without a key', {}, 'apiKey'],
    ['with an unknown option', { apiKey, api_key: 'x' }, 'api_key'],
    [
      'with an unknown option of Inbound Parse',
      { apiKey, inboundParse: { basicAuth: 'a:b', signed: true } },
      'inboundParse.signed',
    ],
    ['with an Inbound Parse that is open to all', { apiKey, inboundParse: {} }, 'inboundParse'],
    ['with five keys at once', { apiKey, webhookPublicKey: ['a', 'b', 'c', 'd', 'e'] }, 'webhookPublicKey'],
    ['with a base URL that is none', { apiKey, baseUrl: 'sendgrid' }, 'baseUrl'],
  ])('%s is refused by name', (_, config, field) => {
    expect(() => sendgrid(config as SendgridConfig)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
  });
});

describe('the types', () => {
  test('of its actions are those of the contract', () => {
    const connector = sendgrid({ apiKey });
    expectTypeOf(connector.actions.sendEmail).toExtend<BoundAction<SendEmailInput, SendEmailOutput>>();
    expectTypeOf(connector.actions.getSuppression).returns.resolves.toHaveProperty('reason');
    expectTypeOf<keyof typeof connector.actions>().toEqualTypeOf<
      'sendEmail' | 'addSuppression' | 'removeSuppression' | 'getSuppression'
    >();
    expectTypeOf(connector.on).toHaveProperty('contact.opted_out');
    expect(Object.keys(connector.actions)).toEqual(Object.keys(sendgrid.contracts));
  });

  test('refuse what the contract does not know', () => {
    const connector = sendgrid({ apiKey });
    const wrong = () => [
      // @ts-expect-error an address is not a string
      connector.actions.sendEmail({ from: 'a@example.com', to: [], text: 'a' }),
      // @ts-expect-error no such action
      connector.actions.sendMail,
    ];
    expect(wrong).toBeTypeOf('function');
  });
});

describe('when a contact opts out', () => {
  const { actions, on } = sendgrid({ apiKey });
  const tools: ReactionTools<unknown> = reactionTools(Object.keys(actions));
  const react = (data: Record<string, unknown>) =>
    on['contact.opted_out'](
      touchpointCatalogue.create({ type: 'contact.opted_out', data: data as { channel: string } }) as never,
      tools as never,
    );

  test.each([
    [{ channel: 'email', address: 'ada@example.com' }, 'ada@example.com'],
    [{ channel: 'email', customer: { email: 'ada@example.com' } }, 'ada@example.com'],
    [
      { channel: 'email', address: 'news@example.com', customer: { email: 'ada@example.com' } },
      'news@example.com',
    ],
  ])('of e-mail (%j), the address is suppressed', (data, address) => {
    expect(react(data)).toEqual({ action: 'addSuppression', input: { address } });
  });

  test.each([
    [{ channel: 'sms', customer: { email: 'ada@example.com' } }, 'not about e-mail'],
    [{ channel: 'email', address: 'ada@example.com', purpose: 'marketing' }, 'about one kind of e-mail only'],
    [{ channel: 'email', customer: { phone: '+14155550123' } }, 'no e-mail address'],
    [{ channel: 'email', address: 'contact-512' }, 'no e-mail address'],
  ])('of anything else (%j), nothing is done, for a reason', (data, reason) => {
    const result = react(data);
    expect(isSkip(result) && result.skip).toBe(reason);
  });
});

describe('checking the key', () => {
  test('is content with one that may send', async () => {
    connected = await connectSandbox();
    expect(await connected.connector.check?.()).toEqual({});
    expect(connected.sandbox.calls[0]).toMatchObject({ method: 'GET', path: '/v3/scopes' });
  });

  test('names the subuser that it acts for', async () => {
    connected = await connectSandbox({ onBehalfOf: 'eu-shop' });
    expect(await connected.connector.check?.()).toEqual({ account: 'eu-shop' });
  });

  test('finds out one that may not send, and one that is wrong', async () => {
    connected = await connectSandbox({}, { scopes: ['alerts.read'] });
    const unauthorized = { code: 'http.unauthorized', disposition: 'reauthorize' };
    await expect(connected.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ ...unauthorized, message: expect.stringContaining('mail.send') }),
    );
    await connected.close();
    connected = await connectSandbox({ apiKey: 'SG.wrong' });
    await expect(connected.connector.check?.()).rejects.toThrow(expect.objectContaining(unauthorized));
  });
});

describe('forgetting a person', () => {
  test('asks SendGrid to erase the address, and keeps the wish to get no e-mail', async () => {
    connected = await connectSandbox();
    const { connector, sandbox } = connected;
    await connector.actions.addSuppression({ address: 'ada@example.com' });
    const receipt = await connector.erase?.({ id: 'cus_1', email: 'ada@example.com' });
    expect(receipt).toEqual({ status: 'requested', reference: [...sandbox.erasures.keys()][0] });
    expect(sandbox.calls.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v3/recipients/erasejob',
      status: 202,
    });
    expect([...sandbox.erasures.values()]).toEqual([['ada@example.com']]);
    expect(await connector.actions.getSuppression({ address: 'ada@example.com' })).toEqual({
      reason: 'unsubscribe',
    });
  });

  test('who has no e-mail address asks for nothing', async () => {
    connected = await connectSandbox();
    expect(await connected.connector.erase?.({ phone: '+14155550123' })).toEqual({ status: 'not_found' });
    expect(connected.sandbox.calls).toEqual([]);
  });

  test('is refused without the address in the error', async () => {
    connected = await connectSandbox();
    await expect(connected.connector.erase?.({ email: 'ada@localhost' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', message: expect.not.stringContaining('ada@') }),
    );
  });
});
