import { type Issue, issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { readBody, readJson, unsupported } from '../request/read-body.ts';
import type { ServerEndpoint } from './server-endpoint.ts';

/**
 * Parameters of the path, the query and the headers of a request, as the endpoint's schemas have them. An endpoint without a
 * query takes none; vendors put into one what they want.
 *
 * @throws TouchlineError `request.invalid` naming what is wrong, and no value.
 */
export const readParameters = (
  { parameters, query = noQuery, headers, everyMethod }: ServerEndpoint,
  request: Request,
  inPath: Readonly<Record<string, string>>,
): { readonly parameters: unknown; readonly query: unknown; readonly headers: unknown } => ({
  parameters: parameters && validated(parameters, inPath, 'path', 'The path is'),
  query:
    everyMethod || (query === noQuery && !request.url.includes('?'))
      ? undefined
      : validated(query, fieldsOf(new URL(request.url).searchParams, query), 'query', 'The query is'),
  headers: headers && validated(headers, named(request.headers, headers), 'headers', 'The headers are'),
});

/**
 * The body of a request, as the schema of its media type has it.
 *
 * @throws TouchlineError `request.*`
 */
export const readRequestBody = async (
  { body, bodyReading = 'validated' }: ServerEndpoint,
  request: Request,
  maxBytes: number,
): Promise<{ readonly body: unknown; readonly mediaType: string | undefined }> => {
  if (!body || bodyReading === 'untouched') return { body: undefined, mediaType: undefined };
  const { mediaType, bytes } = await readBody(request, maxBytes);
  if (bytes.byteLength === 0 && body.optional) {
    // Nothing is what an object without members is.
    const [media] = Object.values(body.content);
    return { body: media?.schema?.schema.parse({}), mediaType: undefined };
  }
  const media = Object.hasOwn(body.content, mediaType) ? body.content[mediaType] : undefined;
  if (!media) throw unsupported(`Send the body as ${Object.keys(body.content).join(' or ')}.`);
  const value = readJson(bytes);
  const schema = bodyReading === 'validated' ? media.schema?.schema : undefined;
  return { body: schema ? validated(schema, value, undefined, 'The body is') : value, mediaType };
};

const noQuery = z.strictObject({});

const validated = (
  schema: z.ZodType,
  value: unknown,
  place: string | undefined,
  subject: string,
): unknown => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = onePerPath(issuesOf(parsed.error)).slice(0, mostIssues);
  throw new TouchlineError('request.invalid', `${subject} invalid: ${sentenceOf(issues)}.`, {
    issues: issues.map((issue) => within(place, issue)),
  });
};

const mostIssues = 100;

/** Of several bounds that one value is beyond, the first says enough. */
const onePerPath = (issues: readonly Issue[]): readonly Issue[] =>
  [...new Map(issues.toReversed().map((issue) => [issue.path, issue])).values()].toReversed();

const within = (place: string | undefined, { path, message }: Issue): Issue => ({
  path: place === undefined ? path : path === '' ? place : `${place}.${path}`,
  message,
});

/** A name that comes twice is a list, which no schema takes; what a schema takes for a number is one where it is written as one. */
const fieldsOf = (search: URLSearchParams, { shape }: z.ZodObject): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const [text = '', ...more] = search.getAll(name);
      if (more.length > 0) return [name, [text, ...more]];
      const isNumber = Object.hasOwn(shape, name) && takesNumber(shape[name] as z.ZodType);
      return [name, isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text];
    }),
  );

const takesNumber = (schema: z.core.$ZodType): boolean => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? takesNumber(def.innerType) : def.type === 'number';
};

const named = (headers: Headers, schema: z.ZodObject): Record<string, string> =>
  Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
