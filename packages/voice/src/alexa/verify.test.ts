import { describe, expect, test } from 'vitest';
import { envelope } from './fixtures/requests.ts';
import { connectedAlexa, nowMs, skillId, typesOf, url } from './fixtures/skill.ts';

const refusal = (code: string) => expect.objectContaining({ name: 'SignatureError', code });
const launch = { kind: 'launch' } as const;

describe('a request of Alexa’s', () => {
  test('is taken, and its certificate fetched once', async () => {
    const { sandbox, receive, fetched } = connectedAlexa();
    for (let turn = 0; turn < 3; turn += 1)
      expect(typesOf(await receive(sandbox.webhook(launch, url)))).toEqual(['session.started']);
    expect(fetched()).toEqual(['/echo.api/echo-api-cert-1.pem']);
  });

  test('shares one fetch with those that come at the same time', async () => {
    const { sandbox, receive, fetched } = connectedAlexa();
    await Promise.all(Array.from({ length: 10 }, () => receive(sandbox.webhook(launch, url))));
    expect(fetched()).toHaveLength(1);
  });

  test('is taken with a certificate at another URL', async () => {
    const { sandbox, receive, fetched } = connectedAlexa();
    await receive(sandbox.webhook(launch, url));
    sandbox.changeCertificate();
    expect(typesOf(await receive(sandbox.webhook(launch, url)))).toEqual(['session.started']);
    expect(fetched()).toEqual(['/echo.api/echo-api-cert-1.pem', '/echo.api/echo-api-cert-2.pem']);
  });

  test('is taken with a certificate that took the place of another, once the other is a minute old', async () => {
    const { clock, sandbox, receive, fetched } = connectedAlexa();
    await receive(sandbox.webhook(launch, url));
    sandbox.changeCertificate({ inPlace: true });
    await expect(receive(sandbox.webhook(launch, url))).rejects.toThrow(refusal('webhook.signature_invalid'));
    await clock.advance(60_000);
    expect(typesOf(await receive(sandbox.webhook(launch, url)))).toEqual(['session.started']);
    expect(fetched()).toHaveLength(2);
  });

  test('that is forged cannot have a certificate fetched more than once a minute', async () => {
    const { clock, sandbox, receive, fetched } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    await receive(request);
    await clock.advance(60_000);
    const rawBody = Buffer.from(Buffer.from(request.rawBody).toString().replace('en-GB', 'en-US'));
    const forged = () => receive({ ...request, rawBody });
    for (let turn = 0; turn < 5; turn += 1) await expect(forged()).rejects.toThrow();
    expect(fetched()).toHaveLength(2);
  });

  test('has its certificate fetched again when it runs out, and after a day', async () => {
    const { clock, sandbox, receive, fetched } = connectedAlexa();
    await receive(sandbox.webhook(launch, url));
    await clock.advance(24 * 3_600_000);
    await receive(sandbox.webhook(launch, url));
    expect(fetched()).toHaveLength(2);

    const short = connectedAlexa({}, { certificate: { validToMs: nowMs + 3_600_000 } });
    await short.receive(short.sandbox.webhook(launch, url));
    await short.clock.advance(3_600_001);
    await expect(short.receive(short.sandbox.webhook(launch, url))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
    short.sandbox.changeCertificate({ inPlace: true });
    expect(typesOf(await short.receive(short.sandbox.webhook(launch, url)))).toEqual(['session.started']);
  });

  test.each([-150_000, 150_000])('is taken %d ms from its time', async (skewMs) => {
    const { sandbox, receive } = connectedAlexa();
    const timestamp = new Date(nowMs + skewMs).toISOString();
    const body = envelope({ type: 'LaunchRequest', timestamp });
    expect(typesOf(await receive(sandbox.webhook({ kind: 'json', body }, url)))).toEqual(['session.started']);
  });

  test('is taken an hour late where it is a skill event, and no later', async () => {
    const { clock, sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook({ kind: 'skill_event', name: 'SkillEnabled' }, url);
    await clock.advance(3_600_000);
    expect(typesOf(await receive(request))).toEqual(['channel.app_installed']);
    await clock.advance(1_000);
    await expect(receive(request)).rejects.toThrow(refusal('webhook.timestamp_stale'));
  });

  test('is taken from a certificate URL that is written otherwise', async () => {
    const { sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    for (const at of [
      'https://S3.AmazonAWS.com/echo.api/echo-api-cert-1.pem',
      'https://s3.amazonaws.com:443/echo.api/echo-api-cert-1.pem',
      'HTTPS://s3.amazonaws.com/x/../echo.api/echo-api-cert-1.pem',
    ]) {
      const headers = { ...request.headers, signaturecertchainurl: at };
      expect(typesOf(await receive({ ...request, headers }))).toEqual(['session.started']);
    }
  });

  test('of another of your skills is taken', async () => {
    const { sandbox, receive } = connectedAlexa({ skillId: ['amzn1.ask.skill.other', skillId] });
    expect(typesOf(await receive(sandbox.webhook(launch, url)))).toEqual(['session.started']);
  });
});

describe('a request that is not to be trusted', () => {
  test.each([
    'http://s3.amazonaws.com/echo.api/echo-api-cert-1.pem',
    'https://notamazon.com/echo.api/echo-api-cert-1.pem',
    'https://s3.amazonaws.com.evil.example/echo.api/echo-api-cert-1.pem',
    'https://s3.amazonaws.com/EcHo.aPi/echo-api-cert-1.pem',
    'https://s3.amazonaws.com/invalid.path/echo-api-cert-1.pem',
    'https://s3.amazonaws.com/echo.api/../evil/echo-api-cert-1.pem',
    'https://s3.amazonaws.com/echo.api/%2e%2e/evil/echo-api-cert-1.pem',
    'https://s3.amazonaws.com:563/echo.api/echo-api-cert-1.pem',
    'https://user@s3.amazonaws.com/echo.api/echo-api-cert-1.pem',
    'https://s3.amazonaws.com/echo.api/a.pem, https://s3.amazonaws.com/echo.api/echo-api-cert-1.pem',
    'no URL at all',
    'https://s3.amazonaws.com/echo.api/not-there.pem',
  ])('with the certificate at %s', async (at) => {
    const { sandbox, receive, fetched } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    const headers = { ...request.headers, signaturecertchainurl: at };
    await expect(receive({ ...request, headers })).rejects.toThrow(refusal('webhook.signature_invalid'));
    expect(fetched()).toEqual(at.endsWith('not-there.pem') ? ['/echo.api/not-there.pem'] : []);
  });

  test.each(['signature-256', 'signaturecertchainurl'])('without %s', async (name) => {
    const { sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    const { [name]: _, ...headers } = request.headers;
    await expect(receive({ ...request, headers })).rejects.toThrow(refusal('webhook.signature_missing'));
  });

  test.each([
    ['that has run out', { validToMs: nowMs - 1 }],
    ['that is not valid yet', { validFromMs: nowMs + 60_000 }],
    ['of somebody else', { subjectAltName: 'echo-api.example.com' }],
    ['issued by who is no authority', { isIntermediateAuthority: false }],
  ])('signed with a certificate %s', async (_, certificate) => {
    const { sandbox, receive } = connectedAlexa({}, { certificate });
    await expect(receive(sandbox.webhook(launch, url))).rejects.toThrow(refusal('webhook.signature_invalid'));
  });

  test('signed with a certificate of an authority that nobody trusts', async () => {
    const other = connectedAlexa();
    const { sandbox, receive } = connectedAlexa({ trustedRoots: [other.sandbox.rootCertificate] });
    await expect(receive(sandbox.webhook(launch, url))).rejects.toThrow(refusal('webhook.signature_invalid'));
    const byDefault = connectedAlexa({ trustedRoots: undefined as never });
    await expect(byDefault.receive(byDefault.sandbox.webhook(launch, url))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test.each([
    ['whose body was changed', (text: string) => text.replace('en-GB', 'en-US')],
    ['whose time was changed', (text: string) => text.replace('09:30:00Z', '09:30:01Z')],
  ])('%s', async (_, change) => {
    const { sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    const rawBody = Buffer.from(change(Buffer.from(request.rawBody).toString()));
    expect(rawBody.equals(Buffer.from(request.rawBody))).toBe(false);
    await expect(receive({ ...request, rawBody })).rejects.toThrow(refusal('webhook.signature_invalid'));
  });

  test.each([-151_000, 151_000, 3_600_000])('%d ms from its time', async (skewMs) => {
    const { sandbox, receive } = connectedAlexa();
    const body = envelope({ type: 'LaunchRequest', timestamp: new Date(nowMs + skewMs).toISOString() });
    await expect(receive(sandbox.webhook({ kind: 'json', body }, url))).rejects.toThrow(
      refusal('webhook.timestamp_stale'),
    );
  });

  test.each([
    ['in the context', { context: { System: { application: { applicationId: 'amzn1.ask.skill.other' } } } }],
    [
      'in the session',
      { session: { sessionId: 's', application: { applicationId: 'amzn1.ask.skill.other' } } },
    ],
    ['nowhere', { session: undefined, context: undefined }],
  ])('for another skill, which is named %s', async (_, more) => {
    const { sandbox, receive } = connectedAlexa();
    const body = envelope({ type: 'LaunchRequest' }, more);
    await expect(receive(sandbox.webhook({ kind: 'json', body }, url))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test('by GET', async () => {
    const { sandbox, receive } = connectedAlexa();
    await expect(receive({ ...sandbox.webhook(launch, url), method: 'GET' })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.method_not_allowed' }),
    );
  });

  test('because its certificate cannot be had now is not called forged', async () => {
    const { sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    sandbox.answerNext({ status: 503, body: 'Slow down' });
    await expect(receive(request)).rejects.toThrow(expect.objectContaining({ disposition: 'retry' }));
    expect(typesOf(await receive(request))).toEqual(['session.started']);
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"request":{"type":"Laun'],
    ['nesting without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['a time that is none', '{"request":{"type":"LaunchRequest","timestamp":"string"}}'],
  ])('with a body of %s is refused by a code', async (_, text) => {
    const { sandbox, receive } = connectedAlexa();
    const request = sandbox.webhook(launch, url);
    await expect(receive({ ...request, rawBody: Buffer.from(text) })).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^webhook\./) }),
    );
  });
});
