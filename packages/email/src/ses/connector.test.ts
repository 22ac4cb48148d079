import { inspect } from 'node:util';
import type { BoundAction } from '@touchline/core';
import { isSkip, type ReactionTools, reactionTools, touchpointCatalogue } from '@touchline/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { SendEmailInput, SendEmailOutput } from '../contract.ts';
import { baseUrlOf } from './config.ts';
import { connectSandbox, credentials, topicArn } from './fixtures/connected-sandbox.ts';
import { type SesConfig, ses } from './index.ts';

describe('the config', () => {
  test('seals what is secret', () => {
    const config = { ...credentials, sessionToken: 'session-sentinel' };
    for (const shown of [
      JSON.stringify(ses.configSchema.parse(config)),
      inspect(ses.configSchema.parse(config), { depth: 10 }),
      inspect(ses(config), { depth: 10 }),
    ]) {
      expect(shown).not.toContain('sentinel-secret');
      expect(shown).not.toContain('session-sentinel');
    }
  });

  test.each([
    ['without a region', { ...credentials, region: undefined }, 'region'],
    ['with a region that is a URL', { ...credentials, region: 'eu-west-1.evil.example/' }, 'region'],
    ['with an unknown option', { ...credentials, profile: 'default' }, 'profile'],
    ['with a topic that is none', { ...credentials, topicArns: ['mail-events'] }, 'topicArns'],
    [
      'with a topic of another service',
      { ...credentials, topicArns: [topicArn.replace('sns', 'sqs')] },
      'topicArns',
    ],
    ['without topics in the list', { ...credentials, topicArns: [] }, 'topicArns'],
    [
      'with a configuration set that is none',
      { ...credentials, configurationSet: 'a b' },
      'configurationSet',
    ],
  ])('%s is refused by name', (_, config, field) => {
    expect(() => ses(config as unknown as SesConfig)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
  });

  test.each([
    ['eu-west-1', 'https://email.eu-west-1.amazonaws.com'],
    ['cn-north-1', 'https://email.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'https://email.us-gov-west-1.amazonaws.com'],
  ])('for %s calls %s', (region, url) => {
    expect(baseUrlOf({ region })).toBe(url);
  });
});

describe('the types', () => {
  test('of its actions are those of the contract', () => {
    const connector = ses(credentials);
    expectTypeOf(connector.actions.sendEmail).toExtend<BoundAction<SendEmailInput, SendEmailOutput>>();
    expectTypeOf<keyof typeof connector.actions>().toEqualTypeOf<
      'sendEmail' | 'addSuppression' | 'removeSuppression' | 'getSuppression'
    >();
    expectTypeOf(connector.on).toHaveProperty('contact.opted_out');
    expect(Object.keys(connector.actions)).toEqual(Object.keys(ses.contracts));
  });
});

describe('when a contact opts out', () => {
  const { actions, on } = ses(credentials);
  const tools: ReactionTools<unknown> = reactionTools(Object.keys(actions));
  const react = (data: Record<string, unknown>) =>
    on['contact.opted_out'](
      touchpointCatalogue.create({ type: 'contact.opted_out', data: data as { channel: string } }) as never,
      tools as never,
    );

  test('of all e-mail, the address is suppressed', () => {
    expect(react({ channel: 'email', address: 'ada@example.com' })).toEqual({
      action: 'addSuppression',
      input: { address: 'ada@example.com' },
    });
  });

  test.each([
    [{ channel: 'sms' }, 'not about e-mail'],
    [{ channel: 'email', address: 'ada@example.com', purpose: 'News' }, 'about one kind of e-mail only'],
    [{ channel: 'email' }, 'no e-mail address'],
  ])('of anything else (%j), nothing is done, for a reason', (data, reason) => {
    const result = react(data);
    expect(isSkip(result) && result.skip).toBe(reason);
  });
});

describe('checking the credentials', () => {
  test('is content with an account that may send', async () => {
    const { connector, sandbox } = connectSandbox();
    expect(await connector.check?.()).toEqual({});
    expect(sandbox.calls).toMatchObject([{ method: 'GET', path: '/v2/email/account', status: 200 }]);
  });

  test('finds out one whose sending is paused, and wrong ones', async () => {
    const unauthorized = { code: 'http.unauthorized', disposition: 'reauthorize' };
    await expect(connectSandbox({}, { sendingEnabled: false }).connector.check?.()).rejects.toThrow(
      expect.objectContaining({ ...unauthorized, message: expect.stringContaining('paused') }),
    );
    await expect(connectSandbox({ accessKeyId: 'AKIDEXAMPLEUNKNOWN00' }).connector.check?.()).rejects.toThrow(
      expect.objectContaining(unauthorized),
    );
  });
});

test('it cannot erase: SES keeps nothing of a person that could be found, but the wish to get no e-mail', () => {
  expect(ses(credentials)).not.toHaveProperty('erase');
});
