import { touchpointCatalogue } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, connectSandbox, webhookUrl as url } from './fixtures/connected-sandbox.ts';
import type { SandboxInboundMail } from './sandbox.ts';

let connected: Connected;
beforeAll(async () => {
  connected = await connectSandbox({ inboundParse: { basicAuth: 'parse:secret' } });
});
afterAll(() => connected.close());

const letter: SandboxInboundMail = {
  from: '"Lovelace, Ada" <ada@example.com>',
  to: 'Acme Support <support@acme.example.com>, sales@acme.example.com',
  cc: 'charles@example.com',
  subject: 'Re: Your order is on its way',
  text: 'The lid is chipped. See the picture.\n',
  html: '<p>The lid is chipped.</p>',
  messageId: '<CAF5x1842@mail.example.com>',
  headers: {
    'In-Reply-To': '<14c5@acme.example.com>',
    References: '<1@acme.example.com>\n <14c5@acme.example.com>',
    'Reply-To': '=?utf-8?q?Ada_=C3=A9?= <reply@example.com>',
  },
  attachments: [
    {
      name: 'lid.jpg',
      contentType: 'image/jpeg',
      bytes: Buffer.from([255, 216, 13, 10, 255]),
      contentId: 'ii_1042',
    },
  ],
};

const receive = async (mail: Partial<SandboxInboundMail> = {}) => {
  const request = connected.sandbox.inboundMail({ ...letter, ...mail }, { url, basicAuth: 'parse:secret' });
  const received = await connected.connector.receive?.(request);
  for (const event of received?.events ?? []) touchpointCatalogue.parse(JSON.stringify(event));
  return {
    request,
    failed: received?.failed,
    event: received?.events[0],
    data: plain(received?.events[0]?.data),
  };
};

const plain = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value ?? null));

describe('an e-mail that comes in', () => {
  test('is told with all that Inbound Parse took apart', async () => {
    const { event, data, failed } = await receive();
    expect(failed).toEqual([]);
    expect(event).toMatchObject({
      type: 'email.received',
      time: '2026-11-21T09:30:00.000Z',
      subject: '<CAF5x1842@mail.example.com>',
    });
    const { headers, ...rest } = data;
    expect(rest).toEqual({
      customer: { email: 'ada@example.com', name: 'Lovelace, Ada' },
      messageId: '<CAF5x1842@mail.example.com>',
      from: { address: 'ada@example.com', name: 'Lovelace, Ada' },
      to: [
        { address: 'support@acme.example.com', name: 'Acme Support' },
        { address: 'sales@acme.example.com' },
      ],
      cc: [{ address: 'charles@example.com' }],
      replyTo: [{ address: 'reply@example.com', name: 'Ada é' }],
      subject: 'Re: Your order is on its way',
      text: 'The lid is chipped. See the picture.\n',
      html: '<p>The lid is chipped.</p>',
      attachments: [{ name: 'lid.jpg', contentType: 'image/jpeg', sizeBytes: 5, contentId: 'ii_1042' }],
      inReplyTo: '<14c5@acme.example.com>',
      references: ['<1@acme.example.com>', '<14c5@acme.example.com>'],
      envelope: { from: 'ada@example.com', to: ['support@acme.example.com'] },
      authentication: { spf: 'pass', dkim: 'pass' },
      spamScore: 0.3,
      isSpam: false,
      isAutomatic: false,
    });
    expect(headers).toContainEqual({
      name: 'References',
      value: '<1@acme.example.com> <14c5@acme.example.com>',
    });
  });

  test('is the same event when it is posted again', async () => {
    const { request, event } = await receive();
    expect((await connected.connector.receive?.(request))?.events[0]?.id).toBe(event?.id);
  });

  test('is another event than one with the same Message-ID, which anyone can choose', async () => {
    const [first, second] = [await receive(), await receive()];
    expect(second.data.messageId).toBe(first.data.messageId);
    expect(second.event?.id).not.toBe(first.event?.id);
  });

  test('is read in the charset of each field', async () => {
    const { data } = await receive({
      fields: {
        subject: Buffer.from('Prix : 5 \x80', 'latin1'),
        text: Buffer.from([...Buffer.from('\x1b$BF|K\\8l\x1b(B', 'latin1')]),
        html: Buffer.from('<p>\xbfEsto?</p>', 'latin1'),
        from: 'Opérateur <ada@example.com>',
        charsets: '{"from":"UTF-8","subject":"windows-1252","text":"iso-2022-jp","html":"iso-8859-1"}',
      },
    });
    expect(data).toMatchObject({
      subject: 'Prix : 5 €',
      text: '日本語',
      html: '<p>¿Esto?</p>',
      from: { name: 'Opérateur' },
    });
  });

  test('in a charset that nobody knows stays readable where it is ASCII', async () => {
    const { data } = await receive({
      fields: { subject: Buffer.from('Como usted pidi\xa2', 'latin1'), charsets: '{"subject":"cp850"}' },
    });
    expect(data.subject).toBe('Como usted pidi\ufffd');
  });

  test.each([
    ['a signature of the sender’s domain', '{@example.com : pass}', 'pass'],
    ['one of a domain above it', '{@com : fail, @mail.example.com : pass}', 'pass'],
    ['a broken one', '{@example.com : fail}', 'fail'],
    ['one of a stranger alone', '{@evil.example.net : pass}', 'none'],
    ['none', 'none', 'none'],
  ])('with %s has that DKIM result', async (_, dkim, result) => {
    const { data } = await receive({ fields: { dkim } });
    expect(data.authentication).toEqual({ spf: 'pass', dkim: result });
  });

  test('is spam where it has more points than the report allows', async () => {
    const { data } = await receive({
      fields: { spam_score: '7.1', spam_report: 'Content analysis details:   (7.1 points, 5.0 required)' },
    });
    expect(data).toMatchObject({ spamScore: 7.1, isSpam: true });
  });

  test('posted raw is told without its text, which SendGrid then does not take apart', async () => {
    const { request } = await receive();
    const headers =
      'Received: by mx with SMTP; Sat, 21 Nov 2026 09:00:00 +0000 (UTC)\r\nMessage-ID: <raw@example.com>\r\nSubject: =?utf-8?b?w4k=?=';
    const fields = {
      email: `${headers}\r\n\r\nbody\r\n\r\nmore`,
      from: 'ada@example.com',
      to: 'b@acme.example.com',
    };
    const rawBody = Buffer.from(
      `${Object.entries(fields)
        .map(
          ([name, value]) => `--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
        )
        .join('')}--xYzZY--\r\n`,
    );
    const received = await connected.connector.receive?.({ ...request, rawBody });
    expect(received?.failed).toEqual([]);
    expect(received?.events[0]).toMatchObject({
      time: '2026-11-21T09:00:00.000Z',
      data: { messageId: '<raw@example.com>', subject: 'É', from: { address: 'ada@example.com' } },
    });
    expect(received?.events[0]?.data).not.toHaveProperty('text', expect.anything());
  });

  test('without a Message-ID has the id of its event', async () => {
    const { event, data } = await receive({ fields: { headers: 'Date: Sat, 21 Nov 2026 09:00:00 GMT\n' } });
    expect(event?.time).toBe('2026-11-21T09:00:00.000Z');
    expect([data.messageId, event?.subject]).toEqual([event?.id, event?.id]);
  });

  test('from nobody comes from the one whom the envelope names', async () => {
    const { data } = await receive({ fields: { from: 'nobody' } });
    expect(data.from).toEqual({ address: 'ada@example.com' });
  });

  test.each([
    ['a time', { headers: 'Subject: none\n' }, 'mail.receivedAt'],
    ['a sender', { from: '', envelope: '{"to":["a@acme.example.com"],"from":""}' }, 'mail.from'],
  ])('without %s is kept as failed', async (_, fields, path) => {
    const { failed } = await receive({ fields: fields as Record<string, string> });
    expect(failed).toMatchObject([
      { item: 0, error: { code: 'webhook.payload_invalid', issues: [{ path }] } },
    ]);
  });

  test.each([
    ['charsets', '{"text":7}'],
    ['charsets', 'not JSON'],
    ['envelope', '[1]'],
    ['envelope', '{"to":[7,""],"from":9}'],
    ['attachment-info', '{"attachment1":"text"}'],
    ['attachment-info', `${'['.repeat(100_000)}`],
    ['spam_score', 'lots'],
    ['dkim', '{{{'],
    ['to', ',,,;:<>'],
  ])('with a %s of %j is told all the same', async (name, value) => {
    const { event, failed } = await receive({ fields: { [name]: value } });
    expect([failed, event?.type]).toEqual([[], 'email.received']);
  });

  test('with longer lines than an e-mail may have is cut, not lost', async () => {
    const long = 'x'.repeat(20_000);
    const { failed } = await receive({
      messageId: `<${long}>`,
      headers: { 'X-Long': long, References: `<${long}> <a@b>` },
      from: `${long} <ada@example.com>`,
      fields: { SPF: long, envelope: JSON.stringify({ to: [long], from: long }) },
      attachments: [
        { name: 'a', contentType: `x/${long.slice(0, 5_000)}`, bytes: Buffer.from('a'), contentId: long },
      ],
    });
    expect(failed).toEqual([]);
  });

  test('that is no form is kept as failed', async () => {
    const { request } = await receive();
    const received = await connected.connector.receive?.({ ...request, rawBody: Buffer.from('no form') });
    expect(received?.failed).toMatchObject([{ error: { code: 'webhook.body_malformed' } }]);
  });

  test('of 30 MB is taken, and one beyond the limit is not', async () => {
    const attachment = { name: 'a.bin', contentType: 'application/octet-stream' };
    const { data } = await receive({
      attachments: [{ ...attachment, bytes: new Uint8Array(30 * 1_024 * 1_024) }],
    });
    expect(data.attachments).toMatchObject([{ sizeBytes: 30 * 1_024 * 1_024 }]);
    await expect(
      receive({ attachments: [{ ...attachment, bytes: new Uint8Array(33 * 1_024 * 1_024) }] }),
    ).rejects.toThrow(expect.objectContaining({ code: 'webhook.body_too_large' }));
  });
});
