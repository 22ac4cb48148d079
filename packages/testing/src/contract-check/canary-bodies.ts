import type { PreparedRequest } from '@touchline/core';
import { contentFor, type DecodedBody, decodeBody, encodeBody } from './body-value.ts';
import type { Canary, CanaryKind } from './canary.ts';
import { isObject, type JsonObject, listIn, objectIn, own } from './open-api-document.ts';
import type { Operation } from './operation.ts';
import { certainShapesOf, fieldSchemas, shapesOf, typesOf } from './schema-shapes.ts';

/** The most fields that are broken in one body; the first found are as good as any. */
const maxFields = 12;

/**
 * The request with its body broken, field by field, in ways that its schema certainly forbids. The schema is read here as it stands in the
 * document, not as it was compiled: what the compiler lost, a canary finds.
 */
export const alteredBodies = async (
  { body }: Operation,
  document: JsonObject,
  request: PreparedRequest,
): Promise<readonly Canary[]> => {
  const contentType = request.headers['content-type'] ?? '';
  const schema = body && contentFor(body.content, contentType)?.schema;
  if (!schema || !request.body || request.body.byteLength === 0) return [];
  const decoded = await decodeBody(contentType, request.body).catch(() => undefined);
  if (!decoded || decoded.kind === 'text') return [];
  const breaks = breaksOf(document, schema, decoded);
  return Promise.all(
    breaks.map(async ({ kind, field, decoded: altered }) => {
      const { body: bytes, contentType: type } = await encodeBody(altered);
      const headers = type === undefined ? request.headers : { ...request.headers, 'content-type': type };
      return { kind, field, request: { ...request, headers, body: bytes } };
    }),
  );
};

interface Break {
  readonly kind: CanaryKind;
  readonly field: string;
  readonly decoded: DecodedBody;
}

const breaksOf = (
  document: JsonObject,
  schema: JsonObject,
  decoded: Exclude<DecodedBody, { kind: 'text' }>,
): readonly Break[] => {
  if (decoded.kind === 'json')
    return breaksOfValue(document, schema, decoded.value, '', (value) => ({ kind: 'json', value })).slice(
      0,
      maxFields,
    );
  const { kind, pairs } = decoded;
  const names = new Set(pairs.map(([name]) => name.replace(/\[.*/, '')));
  const without = (name: string) => pairs.filter(([each]) => each !== name && !each.startsWith(`${name}[`));
  return breaksOfFields(document, schema, names, '')
    .slice(0, maxFields)
    .map(({ kind: broken, field, name, value }) => ({
      kind: broken,
      field,
      decoded: {
        kind,
        pairs: value === undefined ? without(name) : [...without(name), ...pairsOf(name, value)],
      },
    }));
};

/** A wrong value as a form carries it. */
const pairsOf = (name: string, value: unknown): readonly (readonly [string, string])[] =>
  isObject(value) ? [[`${name}[touchline_canary]`, 'x']] : [[name, String(value)]];

const breaksOfValue = (
  document: JsonObject,
  schema: unknown,
  value: unknown,
  pointer: string,
  rebuild: (value: unknown) => DecodedBody,
): readonly Break[] => {
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    const items = certainShapesOf(document, schema).find((shape) => isObject(shape.items))?.items;
    return first === undefined || items === undefined
      ? []
      : breaksOfValue(document, items, first, `${pointer}/0`, (item) => rebuild([item, ...others]));
  }
  if (!isObject(value)) return [];
  const own = breaksOfFields(document, schema, new Set(Object.keys(value)), pointer).map(
    ({ kind, field, name, value: wrong }) => {
      const { [name]: _, ...rest } = value;
      return { kind, field, decoded: rebuild(wrong === undefined ? rest : { ...rest, [name]: wrong }) };
    },
  );
  const shapes = certainShapesOf(document, schema);
  const below = Object.entries(value).flatMap(([name, part]) => {
    const [named] = fieldSchemas(shapes, name);
    return named === undefined
      ? []
      : breaksOfValue(document, named, part, `${pointer}/${name}`, (altered) =>
          rebuild({ ...value, [name]: altered }),
        );
  });
  return [...own, ...below];
};

interface FieldBreak {
  readonly kind: CanaryKind;
  readonly field: string;
  readonly name: string;
  /** Undefined where the field is left out. */
  readonly value?: unknown;
}

/** How the fields of one object can be broken, for sure. */
const breaksOfFields = (
  document: JsonObject,
  schema: unknown,
  present: ReadonlySet<string>,
  pointer: string,
): readonly FieldBreak[] => {
  const shapes = certainShapesOf(document, schema);
  const required = shapes.flatMap((shape) =>
    listIn(shape, 'required')
      .map(String)
      .filter((name) => present.has(name) && objectIn(objectIn(shape, 'properties'), name).readOnly !== true),
  );
  const missing = [...new Set(required)].map(
    (name): FieldBreak => ({ kind: 'field missing', field: `${pointer}/${name}`, name }),
  );
  const wrong = [...present].flatMap((name) => wrongValueOf(document, shapes, name, pointer));
  const closed = shapes.some((shape) => isObject(shape.properties));
  const open = shapesOf(document, schema).some(
    (shape) => shape.additionalProperties !== undefined && shape.additionalProperties !== false,
  );
  const name = 'touchline_canary';
  const unknown: readonly FieldBreak[] =
    closed && !open ? [{ kind: 'field unknown', field: `${pointer}/${name}`, name, value: 'x' }] : [];
  return [...missing, ...wrong, ...unknown];
};

const wrongValueOf = (
  document: JsonObject,
  shapes: readonly JsonObject[],
  name: string,
  pointer: string,
): readonly FieldBreak[] => {
  const schema = shapes.map((shape) => own(objectIn(shape, 'properties'), name)).find(isObject);
  if (!schema) return [];
  const all = shapesOf(document, schema);
  const certain = certainShapesOf(document, schema);
  const field = `${pointer}/${name}`;
  const enumeration = certain.find((shape) => Array.isArray(shape.enum));
  if (enumeration && typesOf(certain).has('string'))
    return [{ kind: 'value outside an enumeration', field, name, value: 'touchline-canary' }];
  const types = typesOf(all);
  const isTyped = certain.some((shape) => shape.type !== undefined || shape.properties !== undefined);
  if (!isTyped) return [];
  // A form's text may be a list of one, and so is wrong only where neither a text nor a list is meant.
  const isTextWrong = !types.has('string') && !types.has('array');
  const value = isTextWrong ? 'touchline-canary' : types.has('object') ? undefined : {};
  return value === undefined ? [] : [{ kind: 'field of a wrong type', field, name, value }];
};
