import { type FormPair, readForm } from './form-value.ts';
import type { JsonObject } from './open-api-document.ts';
import type { OperationParameter } from './operation.ts';
import { shapesOf, typesOf } from './schema-shapes.ts';
import { readText } from './text-value.ts';

/** The pairs of a query that a parameter takes, by its style. */
export const pairsOfParameter = (
  { name, style, explode, schema }: OperationParameter,
  document: JsonObject,
  pairs: readonly FormPair[],
): readonly FormPair[] => {
  const isObjectInForm = style === 'form' && explode && typesOf(shapesOf(document, schema)).has('object');
  const properties = isObjectInForm
    ? shapesOf(document, schema).flatMap((shape) => Object.keys((shape.properties ?? {}) as JsonObject))
    : [];
  return pairs.filter(([each]) => each === name || each.startsWith(`${name}[`) || properties.includes(each));
};

/**
 * Reads a parameter that is there. A text that is no JSON, where JSON is meant, stays a text.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export const readParameterValue = (
  parameter: OperationParameter,
  document: JsonObject,
  pairs: readonly FormPair[],
): unknown => {
  const { name, style, explode, schema } = parameter;
  const types = typesOf(shapesOf(document, schema));
  const texts = pairs.map(([, value]) => value);
  const [first = ''] = texts;
  if (style === 'json') return parsed(first);
  if (pairs.some(([each]) => each !== name)) {
    const bracketed = pairs.map(
      ([each, value]) =>
        [each === name || each.startsWith(`${name}[`) ? each : `${name}[${each}]`, value] as const,
    );
    return (readForm(document, { type: 'object', properties: { [name]: schema } }, bracketed) as JsonObject)[
      name
    ];
  }
  if (!types.has('array')) return readText(document, [schema], texts.length > 1 ? texts : first);
  const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[style as string] ?? ',';
  const items = texts.length > 1 || (explode && style === 'form') ? texts : first.split(separator);
  return readText(document, [schema], items);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
