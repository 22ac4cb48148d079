import { afterEach, describe, expect, test } from 'vitest';
import type { SendEmailInput } from '../contract.ts';
import { readDeliveryHeaders } from '../mime/delivery-headers.ts';
import { headerIn } from '../mime/mail-headers.ts';
import { readMail } from '../mime/read-mail.ts';
import {
  connectTo,
  encrypted,
  type MailServer,
  type Play,
  startMailServer,
  startScriptedServer,
} from './fixtures/mail-server.ts';
import type { SmtpConfig } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const open = async (server: Promise<MailServer>, config: Partial<SmtpConfig> = {}) => {
  const started = await server;
  const connector = connectTo(started, config);
  opened.push(connector, started);
  return { server: started, connector };
};

const mail = {
  from: { address: 'hello@acme.example.com', name: 'Acme' },
  to: [{ address: 'ada@example.com', name: 'Lovelace, Ada' }],
  subject: 'Votre commande n° 1042',
  text: 'Elle est partie.',
} satisfies SendEmailInput;

describe('an e-mail', () => {
  test('reaches the server as it was written', async () => {
    const { server, connector } = await open(startMailServer(), {
      bounceAddress: 'bounces@acme.example.com',
    });
    const sent = await connector.actions.sendEmail(
      {
        ...mail,
        cc: [{ address: 'charles@example.com' }, { address: 'ADA@example.com' }],
        bcc: [{ address: 'archive@acme.example.com' }],
        replyTo: [{ address: 'support@acme.example.com' }],
        html: '<p>Elle est <b>partie</b>. <img src="cid:logo"></p>',
        attachments: [
          { name: 'facture é.pdf', contentType: 'application/pdf', content: new Uint8Array([1, 2, 3]) },
          { name: 'logo.png', contentType: 'image/png', content: 'AP8=', contentId: 'logo' },
        ],
        headers: { 'List-Unsubscribe': '<https://acme.example.com/u/1>' },
        tags: ['shipping', 'autumn', 'shipping'],
        metadata: { orderId: '1042' },
      },
      { idempotencyKey: 'route-1:evt-9' },
    );
    expect(sent).toEqual({
      messageId: expect.stringMatching(/^<[\w-]{43}@acme\.example\.com>$/),
      status: 'queued',
    });

    const [taken] = server.taken;
    expect(taken).toMatchObject({
      from: 'bounces@acme.example.com',
      to: ['ADA@example.com', 'charles@example.com', 'archive@acme.example.com'],
    });
    const read = readMail(taken?.raw ?? Buffer.from(''));
    expect(read).toMatchObject({
      messageId: sent.messageId,
      from: { address: 'hello@acme.example.com', name: 'Acme' },
      to: [{ address: 'ada@example.com', name: 'Lovelace, Ada' }],
      cc: [{ address: 'charles@example.com' }, { address: 'ADA@example.com' }],
      replyTo: [{ address: 'support@acme.example.com' }],
      subject: 'Votre commande n° 1042',
      text: 'Elle est partie.',
      html: expect.stringContaining('cid:logo'),
    });
    expect(read.attachments).toEqual(
      expect.arrayContaining([
        { name: 'facture é.pdf', contentType: 'application/pdf', sizeBytes: 3 },
        { name: 'logo.png', contentType: 'image/png', sizeBytes: 2, contentId: 'logo' },
      ]),
    );
    expect(headerIn(read.headers, 'list-unsubscribe')).toBe('<https://acme.example.com/u/1>');
    expect(headerIn(read.headers, 'x-mailer')).toBeUndefined();
    expect(readDeliveryHeaders(read.headers)).toEqual({
      deliveryKey: 'route-1:evt-9',
      tags: ['shipping', 'autumn'],
      metadata: { orderId: '1042' },
    });
    expect(taken?.raw.toString()).not.toContain('archive@');
  });

  test('has the same Message-ID each time it is sent, and another than any other', async () => {
    const { connector } = await open(startMailServer(), { messageIdDomain: 'mail.acme.example.com' });
    const idOf = async (idempotencyKey: string) =>
      (await connector.actions.sendEmail(mail, { idempotencyKey })).messageId;
    const first = await idOf('evt-1');
    expect(first).toMatch(/@mail\.acme\.example\.com>$/);
    expect(await idOf('evt-1')).toBe(first);
    expect(await idOf('evt-2')).not.toBe(first);
  });

  test('that brings its own Message-ID keeps it', async () => {
    const { server, connector } = await open(startMailServer());
    const headers = { 'Message-ID': '<own@acme.example.com>', 'In-Reply-To': '<1@example.com>' };
    expect(await connector.actions.sendEmail({ ...mail, headers })).toMatchObject({
      messageId: '<own@acme.example.com>',
    });
    expect(readMail(server.taken[0]?.raw ?? Buffer.from(''))).toMatchObject({
      messageId: '<own@acme.example.com>',
      inReplyTo: '<1@example.com>',
    });
  });

  test.each([
    ['template', { template: { id: 'd-1' }, text: undefined }],
    ['sendAt', { sendAt: '2026-11-21T10:00:00Z' }],
  ])('with %s is refused before anything is sent', async (option, more) => {
    const { server, connector } = await open(startMailServer());
    await expect(connector.actions.sendEmail({ ...mail, ...more } as SendEmailInput)).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining(option) }),
    );
    expect(server.connections()).toBe(0);
  });

  test('asks for receipts where the config wants them and the server gives them', async () => {
    const heard: string[] = [];
    const { connector } = await open(
      startScriptedServer((command) => {
        heard.push(command);
        return command === 'EHLO' ? '250-mail.example.com\r\n250 DSN' : undefined;
      }),
      { requestReceipts: true },
    );
    await connector.actions.sendEmail(mail);
    expect(heard).toContain('DATA');
  });
});

describe('the connections', () => {
  test('are kept, and shared by all e-mails', async () => {
    const { server, connector } = await open(startMailServer(), { maxConnections: 2 });
    await Promise.all(Array.from({ length: 8 }, () => connector.actions.sendEmail(mail)));
    await connector.actions.sendEmail(mail);
    expect(server.taken).toHaveLength(9);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('are closed with the connector, once what is under way has ended', async () => {
    const { server, connector } = await open(startMailServer());
    const sending = connector.actions.sendEmail(mail);
    await connector.close();
    await expect(sending).resolves.toMatchObject({ status: 'queued' });
    expect(server.taken).toHaveLength(1);
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.aborted', disposition: 'retry' }),
    );
    await server.close();
  });

  test('one that the server closed while it was idle costs no e-mail', async () => {
    let connection: { destroy(): void } | undefined;
    const { server, connector } = await open(
      startScriptedServer((_, socket) => {
        connection = socket;
        return undefined;
      }),
    );
    await connector.actions.sendEmail(mail);
    connection?.destroy();
    await expect(connector.actions.sendEmail(mail)).resolves.toMatchObject({ status: 'queued' });
    expect(server.connections()).toBe(2);
  });

  test.each(['starttls', 'tls'] as const)(
    'are encrypted with %s, and the user signs in',
    async (security) => {
      const { server, connector } = await open(
        startMailServer({ secure: security === 'tls', authOptional: false }),
        { ...encrypted(security), auth: { user: 'acme', password: 'password-sentinel' } },
      );
      await connector.actions.sendEmail(mail);
      expect(server.taken).toMatchObject([{ isEncrypted: true, user: 'acme' }]);
      expect(await connector.check?.()).toEqual({ account: 'acme' });
    },
  );

  test.each([
    ['a certificate of an authority that nobody trusts', { tls: { serverName: 'mail.example.com' } }],
    ['a certificate of somebody else', { tls: { ...encrypted('tls').tls, serverName: 'other.example.com' } }],
  ])('to %s are not used, and nothing is sent', async (_, config) => {
    const { server, connector } = await open(startMailServer({ authOptional: true }), {
      security: 'starttls',
      ...config,
    });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.network', disposition: 'retry' }),
    );
    expect(server.taken).toEqual([]);
  });

  test('to a server that does not encrypt are not used where they must be encrypted', async () => {
    const { server, connector } = await open(
      startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
      {
        ...encrypted('starttls'),
      },
    );
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
    expect(server.taken).toEqual([]);
  });

  test('to any certificate are used only where the config says so', async () => {
    const { server, connector } = await open(startMailServer(), {
      security: 'starttls',
      tls: { allowUntrusted: true },
    });
    await connector.actions.sendEmail(mail);
    expect(server.taken).toMatchObject([{ isEncrypted: true }]);
  });
});

describe('when the server refuses', () => {
  const refuse = (stage: string, reply: string): Promise<MailServer> =>
    startScriptedServer((command) => (command === stage ? reply : undefined));

  test.each([
    ['MAIL', '451 4.3.0 try later', 'http.server_error', 'retry', '4.3.0'],
    ['MAIL', '530 5.7.0 authentication required', 'http.unauthorized', 'reauthorize', '5.7.0'],
    ['MAIL', '550 5.7.1 sender not allowed', 'http.rejected', 'reject', '5.7.1'],
    ['MAIL', '552 5.3.4 too large', 'http.rejected', 'reject', '5.3.4'],
    ['RCPT', '450 4.2.1 mailbox busy', 'http.server_error', 'retry', '4.2.1'],
    ['RCPT', '550 no such user', 'http.rejected', 'reject', '550'],
    ['DATA', '421 4.3.2 closing', 'http.server_error', 'retry', '4.3.2'],
    ['DATA', '503 5.5.1 bad sequence', 'http.server_error', 'retry', '5.5.1'],
    ['DATA', '554 5.5.1 no valid recipients', 'http.rejected', 'reject', '5.5.1'],
    ['END', '451 4.7.1 greylisted', 'http.server_error', 'retry', '4.7.1'],
    ['END', '552 5.3.4 too big', 'http.rejected', 'reject', '5.3.4'],
    ['END', '554 5.7.1 spam', 'http.rejected', 'reject', '5.7.1'],
    ['CONNECT', '554 5.3.2 no service here', 'http.network', 'retry', '5.3.2'],
  ])(
    'at %s with %j, the disposition follows its code',
    async (stage, reply, code, disposition, vendorCode) => {
      const { connector } = await open(refuse(stage, reply));
      await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
        expect.objectContaining({ code, disposition, vendorCode, connector: 'smtp' }),
      );
    },
  );

  test('its words are told without the address that they name', async () => {
    const { connector } = await open(refuse('RCPT', '550 5.1.1 <ada@example.com>: No such user'));
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^(?!.*ada@).*No such user/) }),
    );
  });

  test.each([
    ['535 5.7.8 credentials invalid', 'http.unauthorized', 'reauthorize'],
    ['454 4.7.0 temporary authentication failure', 'http.server_error', 'retry'],
  ])('the credentials with %j', async (reply, code, disposition) => {
    const play: Play = (command) => {
      if (command === 'EHLO') return '250-mail.example.com\r\n250 AUTH PLAIN';
      return command.startsWith('AUTH') ? reply : undefined;
    };
    const { connector } = await open(startScriptedServer(play), {
      auth: { user: 'acme', password: 'password-sentinel' },
    });
    const refused = expect.objectContaining({
      code,
      disposition,
      message: expect.not.stringContaining('sentinel'),
    });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(refused);
    await expect(connector.check?.()).rejects.toThrow(refused);
  });

  test('one recipient and takes another, the e-mail is sent and the refusal is told', async () => {
    const replies = ['250 OK', '550 5.1.1 no such user', '450 4.2.2 full'];
    const { connector } = await open(
      startScriptedServer((command) => (command === 'RCPT' ? replies.shift() : undefined)),
    );
    const to = ['ada@example.com', 'bob@example.com', 'eve@example.com'].map((address) => ({ address }));
    expect(await connector.actions.sendEmail({ ...mail, to })).toEqual({
      messageId: expect.any(String),
      status: 'queued',
      refusedRecipients: [
        { address: 'bob@example.com', code: 550, reason: '550 5.1.1 no such user' },
        { address: 'eve@example.com', code: 450, reason: '450 4.2.2 full' },
      ],
    });
  });

  test('all recipients, one of them for now, the e-mail is tried again', async () => {
    const replies = ['450 4.2.2 full', '550 5.1.1 no such user'];
    const { connector } = await open(
      startScriptedServer((command) => (command === 'RCPT' ? replies.shift() : undefined)),
    );
    const to = ['ada@example.com', 'bob@example.com'].map((address) => ({ address }));
    await expect(connector.actions.sendEmail({ ...mail, to })).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
  });
});

describe('when the connection is lost', () => {
  const dropAt =
    (stage: string): Play =>
    (command, socket) => {
      if (command !== stage) return undefined;
      socket.destroy();
      return '';
    };

  test.each([
    ['EHLO', 'retry'],
    ['MAIL', 'retry'],
    ['RCPT', 'retry'],
    ['DATA', 'retry'],
    ['END', 'ambiguous'],
  ])('at %s, the disposition is %s', async (stage, disposition) => {
    const { connector } = await open(startScriptedServer(dropAt(stage)));
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ disposition, connector: 'smtp' }),
    );
  });

  test('in the middle of the e-mail, it may be sent again', async () => {
    let received = 0;
    const { connector } = await open(
      startScriptedServer((command, socket) => {
        if (command === 'DATA')
          socket.on('data', (chunk: Buffer) => {
            received += chunk.byteLength;
            if (received > 100_000) socket.destroy();
          });
        return undefined;
      }),
    );
    const attachments = [{ name: 'a.bin', content: Buffer.alloc(20_000_000, 7) }];
    await expect(connector.actions.sendEmail({ ...mail, attachments })).rejects.toThrow(
      expect.objectContaining({ code: 'http.interrupted', disposition: 'retry' }),
    );
  });

  test('because nobody listens, nothing was sent', async () => {
    const { server, connector } = await open(startMailServer());
    await server.close();
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.network', disposition: 'retry', vendorCode: 'ECONNREFUSED' }),
    );
    await expect(connector.check?.()).rejects.toThrow(expect.objectContaining({ code: 'http.network' }));
  });

  test.each([
    ['CONNECT', 'retry'],
    ['MAIL', 'retry'],
    ['END', 'ambiguous'],
  ])('because the server is silent at %s, the disposition is %s', async (stage, disposition) => {
    const { connector } = await open(
      startScriptedServer((command) => (command === stage ? '' : undefined)),
      { connectTimeoutMs: 100, replyTimeoutMs: 100 },
    );
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.timeout', disposition }),
    );
  });
});

describe('when the caller gives up', () => {
  test.each([
    ['CONNECT', 'retry'],
    ['MAIL', 'retry'],
    ['END', 'ambiguous'],
  ])('at %s, the call ends at once, and the disposition is %s', async (stage, disposition) => {
    const controller = new AbortController();
    const { connector } = await open(
      startScriptedServer((command) => {
        if (command !== stage) return undefined;
        setImmediate(() => controller.abort());
        return '';
      }),
    );
    await expect(connector.actions.sendEmail(mail, { signal: controller.signal })).rejects.toThrow(
      expect.objectContaining({ code: 'http.aborted', disposition }),
    );
  });

  test('while the e-mail waits for a connection, it is never sent', async () => {
    const controller = new AbortController();
    let release = (): void => {};
    const { server, connector } = await open(
      startMailServer({
        onMailFrom: (_, __, done) => {
          release = done;
        },
      }),
      { maxConnections: 1 },
    );
    const first = connector.actions.sendEmail(mail);
    const second = connector.actions.sendEmail(mail, { signal: controller.signal });
    while (release.name === 'release') await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(second).rejects.toThrow(
      expect.objectContaining({ code: 'http.aborted', disposition: 'retry' }),
    );
    release();
    await first;
    expect(server.taken).toHaveLength(1);
  });

  test('a check ends at once', async () => {
    const controller = new AbortController();
    const { connector } = await open(
      startScriptedServer(() => {
        setImmediate(() => controller.abort());
        return '';
      }),
      { connectTimeoutMs: 500 },
    );
    await expect(connector.check?.({ signal: controller.signal })).rejects.toThrow(
      expect.objectContaining({ code: 'http.aborted' }),
    );
  });
});
