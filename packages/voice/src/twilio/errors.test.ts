import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TouchlineError } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSid, authToken, config, connectedTwilio } from './fixtures/account.ts';
import { twilio } from './index.ts';

let at: Awaited<ReturnType<typeof connectedTwilio>>;
beforeAll(async () => {
  at = await connectedTwilio();
});
afterAll(() => at.close());

const text = 'a text that is nobody’s business';
const send = (to = '+14155550123') => at.connector.actions.sendSms({ to, text });
const failing = async (attempt: Promise<unknown>): Promise<TouchlineError> =>
  attempt.then(
    () => expect.fail('it must not succeed'),
    (error) => error,
  );

/** https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
const problem = (status: number, code: number) => ({
  status,
  body: { code, message: `To +14155550123: ${authToken}`, more_info: 'https://www.twilio.com/docs', status },
});

describe('an error of Twilio’s', () => {
  test.each([
    [401, 20_003, 'http.unauthorized', 'reauthorize'],
    [403, 20_005, 'http.unauthorized', 'reauthorize'],
    [403, 20_008, 'http.unauthorized', 'reauthorize'],
    [400, 30_002, 'http.unauthorized', 'reauthorize'],
    [403, 21_408, 'http.rejected', 'reject'],
    [400, 21_211, 'http.rejected', 'reject'],
    [400, 21_608, 'http.rejected', 'reject'],
    [400, 21_610, 'http.rejected', 'reject'],
    [404, 20_404, 'http.rejected', 'reject'],
    [409, 20_009, 'http.server_error', 'retry'],
    [422, 13_224, 'http.rejected', 'reject'],
    [429, 20_429, 'http.rate_limited', 'retry'],
    [400, 21_611, 'http.server_error', 'retry'],
    [400, 30_001, 'http.server_error', 'retry'],
    [503, 20_503, 'http.server_error', 'retry'],
  ])('%s with code %s is %s: %s', async (status, vendorCode, code, disposition) => {
    at.sandbox.answerNext(problem(status, vendorCode));
    const error = await failing(send());
    expect({ ...error.toJSON(), message: undefined }).toEqual({
      code,
      disposition,
      connector: 'twilio',
      vendorStatus: status,
      vendorCode: String(vendorCode),
      message: undefined,
    });
    expect(error.message).not.toMatch(/4155550123|token-sentinel|nobody/);
  });

  test('429 without Retry-After leaves the pause to the schedule; with it, it is kept', async () => {
    at.sandbox.answerNext(problem(429, 20_429));
    expect((await failing(send())).retryAfterMs).toBeUndefined();
    at.sandbox.answerNext({ ...problem(429, 20_429), headers: { 'retry-after': '7' } });
    expect((await failing(send())).retryAfterMs).toBe(7_000);
  });

  test('a page of HTML is never quoted', async () => {
    at.sandbox.answerNext({
      status: 500,
      headers: { 'content-type': 'text/html' },
      body: '<html>Oops</html>',
    });
    const error = await failing(send());
    expect(error).toMatchObject({ code: 'http.server_error', disposition: 'retry' });
    expect(error.message).not.toContain('Oops');
  });

  test('a success in another shape is ambiguous: the message may be on its way', async () => {
    at.sandbox.answerNext({ status: 201, body: { id: 'x' } });
    expect(await failing(send())).toMatchObject({ code: 'http.response_invalid', disposition: 'ambiguous' });
  });

  test('wrong credentials are the API’s own refusal', async () => {
    const connector = twilio({ ...config, authToken: 'wrong', baseUrl: `http://${hostOf(at)}` });
    const error = await failing(connector.actions.getCall({ callId: 'CA1' }));
    expect(error).toMatchObject({ code: 'http.unauthorized', vendorCode: '20003' });
    await connector.close();
  });
});

describe('an answer that does not come', () => {
  test('leaves a message ambiguous, since it was sent, and a hang-up to be tried again', async () => {
    const server = createServer((request) => request.resume().on('end', () => request.socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connector = twilio({ ...config, baseUrl }, { http: { retries: 0 } });
    const { sendSms, hangUpCall } = connector.actions;
    expect(await failing(sendSms({ to: '+14155550123', text }))).toMatchObject({
      code: 'http.interrupted',
      disposition: 'ambiguous',
    });
    expect(await failing(hangUpCall({ callId: 'CA1' }))).toMatchObject({
      code: 'http.interrupted',
      disposition: 'retry',
    });
    await connector.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('check', () => {
  test('names the account, and never sees its token', async () => {
    expect(await at.connector.check?.()).toEqual({ account: 'Sandbox' });
    expect(at.sandbox.calls.at(-1)?.path).toBe(`/2010-04-01/Accounts/${accountSid}.json`);
  });

  test('a suspended account asks for new authorization', async () => {
    at.sandbox.answerNext({
      status: 200,
      body: { sid: accountSid, status: 'suspended', auth_token: authToken },
    });
    const error = await failing(at.connector.check?.() ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'http.unauthorized', disposition: 'reauthorize' });
    expect(error.message).not.toContain(authToken);
  });
});

const hostOf = ({ sandbox }: typeof at): string => sandbox.calls[0]?.headers.host ?? '';
