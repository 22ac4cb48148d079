import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createHttpClient } from '../http/index.ts';
import { type CertificateSource, certificateKeyAt } from './index.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`fixtures/certificates/${name}.pem`, import.meta.url), 'utf8');
const chain = pem('leaf') + pem('intermediate');
const startMs = Date.UTC(2030, 0, 1);
const minuteMs = 60_000;
const source: CertificateSource = {
  pin: { host: /signer\.example\.com/, pathSuffix: '.pem' },
  subjectAltName: 'signer.example.com',
  roots: [pem('root')],
};
const url = 'https://signer.example.com/1.pem';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A vendor's server, and the URLs that were fetched there. */
const serverOf = (
  answer: (url: string) => Answer | Promise<Answer> = () => ({ status: 200, text: chain }),
) => {
  const fetched: string[] = [];
  const http = createHttpClient({
    clock: systemClock,
    retries: 0,
    send: async (request) => {
      fetched.push(request.url);
      const { status, text } = await answer(request.url);
      return { status, headers: {}, body: Buffer.from(text) };
    },
  });
  const keyAt = (at = url, more: { readonly nowMs?: number; readonly isStale?: boolean } = {}) =>
    certificateKeyAt(at, source, { http, nowMs: startMs, ...more });
  return { fetched, keyAt };
};

const invalid = expect.objectContaining({ code: 'webhook.signature_invalid' });

describe('a certificate', () => {
  test('is fetched once for all who need it at the same time, and kept', async () => {
    const { fetched, keyAt } = serverOf();
    const keys = await Promise.all([keyAt(), keyAt(), keyAt('https://SIGNER.example.com:443/a/../1.pem')]);
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
    await keyAt(url, { nowMs: startMs + 23 * 60 * minuteMs });
    expect(fetched).toEqual([url]);
  });

  test('is fetched again after a day', async () => {
    const { fetched, keyAt } = serverOf();
    await keyAt();
    await keyAt(url, { nowMs: startMs + 24 * 60 * minuteMs });
    expect(fetched).toHaveLength(2);
  });

  test('that does not fit is looked for again, but not within a minute', async () => {
    const { fetched, keyAt } = serverOf();
    expect((await keyAt()).mayBeReplaced).toBe(false);
    await keyAt(url, { isStale: true, nowMs: startMs + minuteMs - 1 });
    expect(fetched).toHaveLength(1);
    expect((await keyAt(url, { nowMs: startMs + minuteMs })).mayBeReplaced).toBe(true);
    await keyAt(url, { isStale: true, nowMs: startMs + minuteMs });
    expect(fetched).toHaveLength(2);
  });

  test('of another place is not fetched', async () => {
    const { fetched, keyAt } = serverOf();
    for (const other of [
      'https://evil.example/1.pem',
      'http://signer.example.com/1.pem',
      'https://signer.example.com/?1.pem',
      '',
    ])
      await expect(keyAt(other)).rejects.toThrow(invalid);
    expect(fetched).toEqual([]);
  });

  test.each([
    ['is not there', { status: 404, text: '' }],
    ['may not be read', { status: 403, text: '' }],
    ['is a page', { status: 200, text: '<html></html>' }],
    ['is longer than a chain can be', { status: 200, text: chain.padEnd(70_000, '\n') }],
    ['has no trusted root', { status: 200, text: pem('leaf') }],
  ])('that %s means that the request is not to be believed, and is not kept', async (_, answer) => {
    const { fetched, keyAt } = serverOf(() => answer);
    await expect(keyAt()).rejects.toThrow(invalid);
    await expect(keyAt()).rejects.toThrow(invalid);
    expect(fetched).toHaveLength(2);
  });

  test('that cannot be had now is no fault of the request', async () => {
    const { keyAt } = serverOf(() => ({ status: 503, text: '' }));
    await expect(keyAt()).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', disposition: 'retry' }),
    );
  });

  test('is not fetched for whoever makes up URLs without end', async () => {
    let answer = (_: Answer): void => {};
    const answered = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    const { fetched, keyAt } = serverOf(() => answered);
    const asked = Array.from({ length: 4 }, (_, index) => keyAt(`https://signer.example.com/${index}.pem`));
    await expect(keyAt('https://signer.example.com/5.pem')).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', disposition: 'retry' }),
    );
    answer({ status: 200, text: chain });
    await Promise.all(asked);
    expect(fetched).toHaveLength(4);
  });

  test('of the oldest URL is forgotten when there are many', async () => {
    const { fetched, keyAt } = serverOf();
    for (let index = 0; index <= 16; index += 1) await keyAt(`https://signer.example.com/${index}.pem`);
    await keyAt('https://signer.example.com/16.pem');
    expect(fetched).toHaveLength(17);
    await keyAt('https://signer.example.com/0.pem');
    expect(fetched).toHaveLength(18);
  });
});
