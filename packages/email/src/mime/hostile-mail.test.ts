import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailToEvents } from './mail-to-events.ts';
import { readMail } from './read-mail.ts';

const head = 'From: a@b.example\r\nTo: c@d.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n';
const times = (text: string, count: number): string => text.repeat(count);
const levels = (count: number, boundary: (level: number) => string): string =>
  Array.from(
    { length: count },
    (_, level) =>
      `Content-Type: multipart/mixed; boundary="${boundary(level)}"\r\n\r\n--${boundary(level)}\r\n`,
  ).join('');

const malformed = expect.objectContaining({ code: 'webhook.body_malformed' });

describe('a hostile e-mail is refused', () => {
  test.each([
    ['of nothing', ''],
    ['that is white space', '\r\n\r\n'],
    ['that is no e-mail', '{"json":true}'],
    ['of ten million line breaks', times('\n', 10_000_000)],
    ['nested without end', levels(5_000, (level) => `b${level}`)],
    ['of more parts than any has', `${head}${times('--x\r\n\r\na\r\n', 100_000)}--x--`],
    ['of empty parts', `${head}${times('--x\r\n', 1_000_000)}`],
    ['of a million headers', `From: a@b.example\r\n${times('X: y\r\n', 1_000_000)}\r\n`],
    ['of a header of ten megabytes', `From: a@b.example\r\nSubject: ${times('a', 10_000_000)}\r\n\r\n`],
    ['of a header folded without end', `From: a@b.example\r\nSubject: a${times('\r\n ', 2_000_000)}\r\n\r\n`],
    [
      'whose parts have large headers',
      `${head}${times(`--x\r\nX-Y: ${times('z', 10_000)}\r\n\r\na\r\n`, 100)}`,
    ],
    ['full of lines that look like boundaries', `${head}--x\r\n\r\n${times('--xy\r\n', 1_500_000)}`],
  ])('%s', (_, text) => {
    expect(() => readMail(Buffer.from(text, 'latin1'))).toThrow(malformed);
  });
});

describe('a strange e-mail is read all the same', () => {
  test.each([
    ['of 10 MB in one line', `From: a@b.example\r\n\r\n${times('a', 10_000_000)}`],
    ['of 10 MB of line breaks', `From: a@b.example\r\n\r\n${times('\n', 10_000_000)}`],
    [
      'of 10 MB of soft line breaks',
      `From: a@b.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${times('=\r\n', 3_000_000)}`,
    ],
    [
      'of 10 MB of broken escapes',
      `From: a@b.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${times('=', 10_000_000)}`,
    ],
    [
      'of 10 MB of blanks after an escape',
      `From: a@b.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${times(`=${times(' ', 79)}`, 125_000)}`,
    ],
    [
      'of base64 that is none',
      `From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n${times('!=', 5_000_000)}`,
    ],
    [
      'whose boundaries are each other’s beginning',
      `From: a@b.example\r\n${levels(15, (level) => times('-', level + 1))}${times('\n-----------------------------------------', 200_000)}`,
    ],
    ['without a boundary', 'From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\ntext'],
    [
      'with an empty boundary',
      'From: a@b.example\r\nContent-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\ntext',
    ],
    [
      'with a boundary of 10 kB',
      `From: a@b.example\r\nContent-Type: multipart/mixed; boundary="${times('b', 10_000)}"\r\n\r\ntext`,
    ],
    [
      'with a charset that is none',
      'From: a@b.example\r\nContent-Type: text/plain; charset="\u0000\u00ff"\r\n\r\n\u00ff',
    ],
    ['with an unclosed quote', `From: "${times('a', 400_000)}\r\n\r\n`],
    ['with unclosed comments', `From: ${times('(', 400_000)}\r\n\r\n`],
    ['from a hundred thousand', `From: ${times('a@b.c,', 80_000)}\r\n\r\n`],
    ['with angle brackets', `From: a@b.c\r\nReferences: ${times('<', 400_000)}\r\n\r\n`],
    ['with words without end', `From: a@b.c\r\nSubject: ${times('=?utf-8?q?a?= ', 30_000)}\r\n\r\n`],
    [
      'with parameters without end',
      `From: a@b.c\r\nContent-Type: text/plain; ${times('a*0=b;', 60_000)}\r\n\r\nx`,
    ],
    [
      'with quoted parameters',
      `From: a@b.c\r\nContent-Type: text/plain; ${times(';a="\\', 80_000)}\r\n\r\nx`,
    ],
    [
      'with blanks',
      `From: a@b.c\r\nContent-Type: text/plain;a=${times(' ', 400_000)};${times(' ', 50_000)}\r\n\r\nx`,
    ],
    [
      'with a comment in its results',
      `From: a@b.c\r\nAuthentication-Results: ${times('(', 400_000)}\r\n\r\nx`,
    ],
    [
      'that says when it was sent in many ways',
      `From: a@b.c\r\nDate: ${times('1 Jan 2020 ', 40_000)}\r\n\r\nx`,
    ],
    [
      'with lone surrogates and bytes that are no text',
      'From: a@b.c\r\nSubject: \u00ed\u00a0\u0080\u00ff\r\n\r\n\u00ed\u00a0\u0080',
    ],
  ])('%s', (_, text) => {
    expect(readMail(Buffer.from(text, 'latin1')).headers.length).toBeGreaterThan(0);
  });

  test('of 32 MB of base64', () => {
    const file = `${head}--x\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n${times(`${times('A', 76)}\r\n`, 430_000)}--x--`;
    expect(readMail(Buffer.from(file)).attachments).toMatchObject([{ sizeBytes: 24_510_000 }]);
  });

  test('a report of a million lines has at most a thousand recipients', () => {
    const report = `From: a@b.c\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n${times('Final-Recipient: rfc822; a@b.c\r\nAction: expanded\r\n\r\n', 100_000)}--x--`;
    const results = mailToEvents(
      readMail(Buffer.from(report)),
      { eventId: 'mail-1', receivedAtMs: 0 },
      { event: () => expect.fail(), ignore: (kind) => ({ ignored: kind }) },
    );
    expect(results.length).toBeLessThanOrEqual(1_001);
  });
});

test('whatever comes, it is read or refused with a code', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      '\r\n',
      '\r\n\r\n',
      '--x',
      '--x--',
      'From: a@b.c',
      'Content-Type: multipart/mixed; boundary=x',
      'Content-Type: message/delivery-status',
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      "Content-Disposition: attachment; filename*=utf-8''%ff%",
      'Final-Recipient: rfc822; a@b.c',
      'Action: failed',
      '__proto__: x',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        const mail = readMail(Buffer.from(pieces.join('\r\n'), 'latin1'));
        mailToEvents(
          mail,
          { eventId: 'mail-1', receivedAtMs: 0 },
          {
            event: (type, draft) => ({ type, draft }),
            ignore: (kind) => ({ ignored: kind }),
          },
        );
      } catch (thrown) {
        expect(thrown).toMatchObject({
          code: expect.stringMatching(/^webhook\.(body_malformed|payload_invalid)$/),
        });
      }
    }),
    { numRuns: 5_000, seed: 1042 },
  );
});
