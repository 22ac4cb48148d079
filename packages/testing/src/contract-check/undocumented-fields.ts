import { isObject, type JsonObject, type OpenApiSchema, objectIn, own } from './open-api-document.ts';
import { fieldSchemas, itemSchemas, shapesOf } from './schema-shapes.ts';
import type { SchemaProblem } from './schema-validator.ts';

/**
 * The fields of a value that no schema names. JSON Schema lets them pass, so a misspelt field would: here they are problems,
 * unless the schema says that an object holds fields of any name.
 */
export const undocumentedFields = (
  document: JsonObject,
  schema: unknown,
  value: unknown,
): readonly SchemaProblem[] => fieldsBeyond(document, [schema], value, '');

const fieldsBeyond = (
  document: JsonObject,
  schemas: readonly unknown[],
  value: unknown,
  pointer: string,
): readonly SchemaProblem[] => {
  if (schemas.length === 0 || typeof value !== 'object' || value === null) return [];
  const shapes = schemas.flatMap((schema) => shapesOf(document, schema));
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      fieldsBeyond(document, itemSchemas(shapes), item, `${pointer}/${index}`),
    );
  const open = !shapes.some((shape) => isObject(shape.properties)) || shapes.some(isOpen);
  return Object.entries(value).flatMap(([name, field]) => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const named = shapes.some((shape) => own(objectIn(shape, 'properties'), name) !== undefined);
    if (!named && !open) return [{ pointer: at, message: 'is not in the document' }];
    return fieldsBeyond(document, fieldSchemas(shapes, name), field, at);
  });
};

/** Takes fields of any name: it says so, or it is an object and says nothing else. */
const isOpen = (shape: OpenApiSchema): boolean =>
  shape.additionalProperties === true ||
  isObject(shape.additionalProperties) ||
  isObject(shape.patternProperties) ||
  (shape.type === 'object' &&
    !['properties', 'required', 'allOf', 'anyOf', 'oneOf', 'additionalProperties'].some(
      (key) => key in shape,
    ));
