import { dereference, isObject, type JsonObject, listIn, objectIn } from './open-api-document.ts';
import type { Content, Operation, OperationParameter, ParameterPlace } from './operation.ts';
import { securityOf } from './operation-security.ts';

/** Where an operation stands in its document. */
export interface OperationPlace {
  readonly document: JsonObject;
  readonly path: string;
  readonly method: string;
  readonly servers: readonly string[];
}

/** Reads one operation of an OpenAPI 3 document. */
export const readOperation = (place: OperationPlace): Operation => {
  const { document } = place;
  const { item, operation, head } = operationAt(place);
  const body = operation.requestBody === undefined ? undefined : dereference(document, operation.requestBody);
  return {
    ...head,
    parameters: parametersOf(document, item, operation).map(readParameter),
    body: body && { required: body.required === true, content: contentOf(body) },
    answers: Object.fromEntries(
      Object.entries(objectIn(operation, 'responses')).map(([status, answer]) => [
        status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase(),
        contentOf(dereference(document, answer)),
      ]),
    ),
    security: securityOf(document, operation, objectIn(document.components, 'securitySchemes')),
  };
};

/** What stands at a place, and what of it is the same in every version. */
export const operationAt = ({ document, path, method, servers }: OperationPlace) => {
  const item = objectIn(document.paths, path);
  const operation = objectIn(item, method.toLowerCase());
  const operationId = typeof operation.operationId === 'string' ? operation.operationId : undefined;
  return { item, operation, head: { name: `${method} ${path}`, method, path, operationId, servers } };
};

/** Those of the path and those of the operation, which win. */
export const parametersOf = (
  document: JsonObject,
  item: JsonObject,
  operation: JsonObject,
): readonly JsonObject[] => {
  const found = new Map<string, JsonObject>();
  for (const each of [...listIn(item, 'parameters'), ...listIn(operation, 'parameters')]) {
    const parameter = dereference(document, each);
    found.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter);
  }
  return [...found.values()];
};

const readParameter = (parameter: JsonObject): OperationParameter => {
  const place = parameter.in as ParameterPlace;
  const content = Object.values(objectIn(parameter, 'content'))[0];
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const style = isObject(content) ? 'json' : ((parameter.style ?? usual) as OperationParameter['style']);
  return {
    name: String(parameter.name),
    in: place,
    required: parameter.required === true || place === 'path',
    schema: objectIn(isObject(content) ? content : parameter, 'schema'),
    style,
    explode: typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form',
  };
};

const contentOf = (holder: JsonObject): Content =>
  Object.fromEntries(
    Object.entries(objectIn(holder, 'content')).map(([type, media]) => [
      mediaTypeOf(type),
      isObject(media) && isObject(media.schema) ? media.schema : undefined,
    ]),
  );

/** A media type without its parameters, in lower case. */
export const mediaTypeOf = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase();
