import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMultipartBody } from './multipart-body.ts';

const type = 'multipart/form-data; boundary=xYzZY';
const lines = (...all: string[]) => Buffer.from(all.join('\r\n'), 'latin1');
const textOf = ({ bytes }: { readonly bytes: Uint8Array }) => Buffer.from(bytes).toString('latin1');

describe('a multipart body', () => {
  test('is read part by part, byte for byte', () => {
    const parts = parseMultipartBody(
      lines(
        'a preamble, which counts for nothing',
        '--xYzZY',
        'Content-Disposition: form-data; name="text"',
        '',
        'one\r\n\r\n--xYzZ is no boundary\xa2',
        '--xYzZY  ',
        'content-type: image/png',
        'content-disposition: form-data; name="attachment1"; filename="C:\\lid \\"a\\".png"',
        '',
        '',
        '--xYzZY--',
        'an epilogue',
      ),
      type,
    );
    expect(parts.map(({ bytes, ...rest }) => ({ ...rest, text: textOf({ bytes }) }))).toEqual([
      { name: 'text', text: 'one\r\n\r\n--xYzZ is no boundary\xa2' },
      { name: 'attachment1', filename: 'C:\\lid "a".png', contentType: 'image/png', text: '' },
    ]);
  });

  test('without parts is read as none', () => {
    expect(
      parseMultipartBody(lines('--xYzZY--', ''), 'Multipart/Form-Data; charset=utf-8; Boundary="xYzZY"'),
    ).toEqual([]);
  });

  test.each([
    ['no boundary is named', lines('--xYzZY--'), 'multipart/form-data'],
    ['an empty boundary is named', lines('----'), 'multipart/form-data; boundary=""'],
    ['the body is empty', lines(''), type],
    ['the body holds another boundary', lines('--other--'), type],
    ['the end is missing', lines('--xYzZY', 'Content-Disposition: form-data; name="a"', '', 'b'), type],
    ['a part has no name', lines('--xYzZY', 'Content-Disposition: form-data', '', 'b', '--xYzZY--'), type],
    ['a part has no headers', lines('--xYzZY', 'b', '--xYzZY--'), type],
    ['text follows a boundary', lines('--xYzZY b', '', '--xYzZY--'), type],
  ])('is refused where %s', (_, body, contentType) => {
    expect(() => parseMultipartBody(body, contentType)).toThrow(
      expect.objectContaining({
        code: 'webhook.body_malformed',
        message: expect.not.stringContaining('xYzZY'),
      }),
    );
  });

  test('with more parts than any e-mail has is refused', () => {
    const part = '--xYzZY\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n';
    const body = (count: number) => Buffer.from(`${part.repeat(count)}--xYzZY--`);
    expect(parseMultipartBody(body(1_000), type)).toHaveLength(1_000);
    expect(() => parseMultipartBody(body(1_001), type)).toThrow('more than 1000 parts');
  });

  test('gives back whatever the platform wrote', async () => {
    const content = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 5 }), async (files) => {
        const form = new FormData();
        for (const [index, file] of files.entries())
          form.append(`attachment${index}`, new Blob([file]), `${index}.bin`);
        const written = new Response(form);
        const contentType = written.headers.get('content-type') ?? '';
        const parts = parseMultipartBody(new Uint8Array(await written.arrayBuffer()), contentType);
        expect(parts.map(textOf)).toEqual(files.map((file) => file.toString('latin1')));
      }),
      { seed: 20261121, numRuns: 100 },
    );
  });

  test('never fails in another way, whatever it holds', async () => {
    const piece = fc.constantFrom(
      '--xYzZY',
      '--',
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="a"',
      '"',
      '\0',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const outcome = await Promise.resolve(lines(pieces.join('')))
          .then((body) => parseMultipartBody(body, type))
          .then(
            () => 'read',
            (error) => error.code,
          );
        expect(['read', 'webhook.body_malformed']).toContain(outcome);
      }),
      { seed: 20261121, numRuns: 2_000 },
    );
  });
});
