import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { readMail } from './read-mail.ts';

const read = (text: string) => readMail(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));

describe('an e-mail', () => {
  test('is read with its people, its thread, its texts and its files', () => {
    const { headers, parts, ...mail } = read(`Received: from mail.example.com by mx.acme.example.com;
\tSat, 21 Nov 2026 09:30:00 +0000
Date: Sat, 21 Nov 2026 10:29:00 +0100
From: =?utf-8?q?Lovelace=2C_Ada?= <ada@example.com>
To: "Acme, Support" <support@acme.example.com>, sales@acme.example.com
Cc: Friends: charles@example.com, bob@example.net;
Reply-To: reply@example.com
Subject: =?utf-8?b?UmU6IFZvdHJlIGNvbW1hbmRlIG7CsA==?=
 =?utf-8?q?_1042?=
Message-ID: <CAF5x1842@mail.example.com>
In-Reply-To: <14c5@acme.example.com>
References: <1@acme.example.com>
\t<14c5@acme.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

For old mailers.
--outer
Content-Type: multipart/alternative; boundary=outer-inner

--outer-inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Le couvercle est =E9br=
=E9ch=E9.
--outer-inner
Content-Type: text/html; charset=windows-1252

<p>5 \x80</p>
--outer-inner--
--outer
Content-Type: image/jpeg; name="lid.jpg"
Content-Disposition: attachment; filename*0*=utf-8''couvercle%20; filename*1="1.jpg"
Content-Transfer-Encoding: base64
Content-ID: <ii_1042>

/9gN
Cv8=
--outer--
Nobody reads this.
`);
    expect(headers.map(({ name }) => name)).toContain('References');
    expect(parts).toHaveLength(3);
    expect(mail).toEqual({
      from: { address: 'ada@example.com', name: 'Lovelace, Ada' },
      to: [
        { address: 'support@acme.example.com', name: 'Acme, Support' },
        { address: 'sales@acme.example.com' },
      ],
      cc: [{ address: 'charles@example.com' }, { address: 'bob@example.net' }],
      replyTo: [{ address: 'reply@example.com' }],
      subject: 'Re: Votre commande n° 1042',
      messageId: '<CAF5x1842@mail.example.com>',
      inReplyTo: '<14c5@acme.example.com>',
      references: ['<1@acme.example.com>', '<14c5@acme.example.com>'],
      text: 'Le couvercle est ébréché.',
      html: '<p>5 €</p>',
      timeMs: Date.UTC(2026, 10, 21, 9, 30),
      attachments: [
        { name: 'couvercle 1.jpg', contentType: 'image/jpeg', sizeBytes: 5, contentId: 'ii_1042' },
      ],
      sizeBytes: expect.any(Number),
    });
  });

  test('without MIME is plain text', () => {
    expect(readMail(Buffer.from('From: ada@example.com\n\nHello\n'))).toMatchObject({ text: 'Hello\n' });
  });

  test('that was cut off on its way is read as far as it goes', () => {
    const mail = read(
      'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nfirst\n--x\n\nsec',
    );
    expect(mail.text).toBe('first\nsec');
  });

  test('that is a header alone has no text', () => {
    expect(read('From: a@b.example').text).toBe('');
  });

  test('keeps the text of a list apart from the file that came along', () => {
    const mail = read(
      'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHello\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--x\n\nfooter\n--x--\n',
    );
    expect(mail).toMatchObject({ text: 'Hello\nfooter', attachments: [{ name: 'a.txt', sizeBytes: 4 }] });
  });

  test('within an e-mail is a file of it, and its text is not taken for the outer one’s', () => {
    const mail = read(
      'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\ninner\n--x--\n',
    );
    expect(mail).toMatchObject({ text: 'See below', attachments: [{ contentType: 'message/rfc822' }] });
  });

  test('in a charset that nobody knows stays readable where it is ASCII', () => {
    expect(read('From: a@b.example\nContent-Type: text/plain; charset=cp1999\n\ncaf\xe9').text).toBe(
      'caf\ufffd',
    );
  });

  test('with a boundary that begins like another is not taken apart wrongly', () => {
    const mail = read(
      'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--xy\nstill one\n--x  \n\ntwo\n--x-- \n',
    );
    expect(mail.text).toBe('one\n--xy\nstill one\ntwo');
  });
});

/** What both readers say of an e-mail. */
const seen = ({ subject, text, html, attachments }: Record<string, unknown>) => ({
  subject: subject ?? '',
  text: tidy(text),
  html: tidy(html),
  attachments,
});
const tidy = (text: unknown): string => String(text ?? '').trimEnd();

describe('an independent reader', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) =>
    // What no header may hold, and what a mailer writes as a line break.
    text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu, '').trim(),
  );
  const lines = fc.array(word, { maxLength: 6 }).map((words) => words.join('\n').trim());
  const file = fc.record({
    filename: word.map((name) => `${name.replaceAll(/["\\/;\s]/g, '')}.bin`),
    content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  });

  test('sees the same in what a well-known mailer writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        word.filter((subject) => subject !== ''),
        lines.filter((text) => text !== ''),
        lines,
        fc.array(file, { maxLength: 3 }),
        fc.constantFrom('base64', 'quoted-printable', undefined),
        async (subject, text, html, attachments, encoding) => {
          const raw = await new MailComposer({
            from: { name: subject, address: 'ada@example.com' },
            to: 'b@example.com',
            subject,
            text,
            html: html && `<p>${html}</p>`,
            attachments,
            ...(encoding && { textEncoding: encoding as 'base64' }),
          })
            .compile()
            .build();
          const theirs = await PostalMime.parse(raw);
          const ours = readMail(raw);
          expect(
            seen({ ...ours, attachments: ours.attachments.map(({ name, sizeBytes }) => [name, sizeBytes]) }),
          ).toEqual(
            seen({
              ...theirs,
              attachments: theirs.attachments.map(({ filename, content }) => [
                filename,
                (content as ArrayBuffer).byteLength,
              ]),
            }),
          );
          expect(ours.from?.address).toBe('ada@example.com');
        },
      ),
      { numRuns: 200, seed: 1042 },
    );
  });
});
