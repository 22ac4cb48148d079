import { type FormPair, readForm } from './form-value.ts';
import type { JsonObject, OpenApiSchema } from './open-api-document.ts';
import type { Content } from './operation.ts';
import { mediaTypeOf } from './read-operation.ts';

/** What a file of a multipart body stands as. */
export const fileText = '(a file)';

/** A body as its media type has it. */
export type DecodedBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly pairs: readonly FormPair[] }
  | { readonly kind: 'multipart'; readonly pairs: readonly FormPair[] }
  | { readonly kind: 'text'; readonly value: string };

/** Decodes a body. @throws SyntaxError when it is not what its media type says. */
export const decodeBody = async (contentType: string, body: Uint8Array): Promise<DecodedBody> => {
  const type = mediaTypeOf(contentType);
  if (type === 'application/x-www-form-urlencoded')
    return { kind: 'form', pairs: [...new URLSearchParams(Buffer.from(body).toString())] };
  if (type === 'multipart/form-data')
    return { kind: 'multipart', pairs: await multipartPairs(contentType, body) };
  const text = new TextDecoder('utf-8', { fatal: !type.startsWith('text/') }).decode(body);
  if (/^application\/(.*\+)?json$/.test(type)) return { kind: 'json', value: JSON.parse(text) };
  return { kind: 'text', value: text };
};

/** Encodes what {@link decodeBody} gave, for a body that is altered. */
export const encodeBody = async (
  decoded: DecodedBody,
): Promise<{ readonly body: Uint8Array; readonly contentType?: string }> => {
  if (decoded.kind === 'json') return { body: Buffer.from(JSON.stringify(decoded.value)) };
  if (decoded.kind === 'text') return { body: Buffer.from(decoded.value) };
  if (decoded.kind === 'form')
    return {
      body: Buffer.from(
        new URLSearchParams(decoded.pairs.map(([name, value]): [string, string] => [name, value])).toString(),
      ),
    };
  const form = new FormData();
  for (const [name, value] of decoded.pairs)
    if (value === fileText) form.append(name, new Blob(['x']), 'file');
    else form.append(name, value);
  const response = new Response(form);
  return {
    body: new Uint8Array(await response.arrayBuffer()),
    contentType: response.headers.get('content-type') ?? '',
  };
};

/** A decoded body as the value that its schema speaks of. */
export const readBody = (document: JsonObject, schema: OpenApiSchema, decoded: DecodedBody): unknown =>
  decoded.kind === 'form' || decoded.kind === 'multipart'
    ? readForm(document, schema, decoded.pairs)
    : decoded.value;

/** The content that a media type falls under: itself, `image/*`, or anything. */
export const contentFor = (
  content: Content,
  contentType: string,
): { readonly schema: OpenApiSchema | undefined } | undefined => {
  const type = mediaTypeOf(contentType);
  const key = [type, `${type.split('/')[0]}/*`, '*/*'].find((each) => Object.hasOwn(content, each));
  return key === undefined ? undefined : { schema: content[key] };
};

const multipartPairs = async (contentType: string, body: Uint8Array): Promise<readonly FormPair[]> => {
  const headers = { 'content-type': contentType };
  const form = await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData();
  return [...form].map(([name, value]) => [name, typeof value === 'string' ? value : fileText]);
};
