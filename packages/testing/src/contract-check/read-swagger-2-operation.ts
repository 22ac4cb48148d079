import { dereference, isObject, type JsonObject, listIn, objectIn } from './open-api-document.ts';
import type { Content, Operation, OperationParameter, ParameterPlace } from './operation.ts';
import { securityOf } from './operation-security.ts';
import { mediaTypeOf, type OperationPlace, operationAt, parametersOf } from './read-operation.ts';

/** Reads one operation of a Swagger 2.0 document. */
export const readSwagger2Operation = (place: OperationPlace): Operation => {
  const { document } = place;
  const { item, operation, head } = operationAt(place);
  const parameters = parametersOf(document, item, operation);
  const typesIn = (key: string, fallback: string): readonly string[] => {
    const own = listIn(operation, key);
    const types = (own.length > 0 ? own : listIn(document, key)).map(String).map(mediaTypeOf);
    return types.length > 0 ? types : [fallback];
  };
  const produced = typesIn('produces', 'application/json');
  return {
    ...head,
    parameters: parameters
      .filter((parameter) => parameter.in !== 'body' && parameter.in !== 'formData')
      .map(readParameter),
    body: readBody(parameters, (fallback) => typesIn('consumes', fallback)),
    answers: Object.fromEntries(
      Object.entries(objectIn(operation, 'responses')).map(([status, each]) => {
        const { schema } = dereference(document, each);
        return [status, isObject(schema) ? contentOf(produced, schema) : {}];
      }),
    ),
    security: securityOf(document, operation, objectIn(document, 'securityDefinitions')),
  };
};

/** The servers of a Swagger 2.0 document. */
export const swagger2Servers = (document: JsonObject): readonly string[] => {
  const base = typeof document.basePath === 'string' ? document.basePath : '';
  if (typeof document.host !== 'string') return [base];
  const schemes = listIn(document, 'schemes').map(String);
  return (schemes.length > 0 ? schemes : ['https']).map((scheme) => `${scheme}://${document.host}${base}`);
};

const contentOf = (types: readonly string[], schema: JsonObject): Content =>
  Object.fromEntries(types.map((type) => [type, schema]));

const readBody = (
  parameters: readonly JsonObject[],
  typesOr: (fallback: string) => readonly string[],
): Operation['body'] => {
  const body = parameters.find((parameter) => parameter.in === 'body');
  if (body)
    return {
      required: body.required === true,
      content: contentOf(typesOr('application/json'), objectIn(body, 'schema')),
    };
  const fields = parameters.filter((parameter) => parameter.in === 'formData');
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required === true).map(({ name }) => String(name));
  const hasFile = fields.some((field) => field.type === 'file');
  return {
    required: required.length > 0,
    content: contentOf(typesOr(hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'), {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [String(field.name), schemaOf(field)])),
      ...(required.length > 0 && { required }),
    }),
  };
};

/** Of a parameter that is its own schema, only the schema. */
const schemaOf = ({
  name: _name,
  in: _in,
  required: _required,
  collectionFormat: _format,
  ...schema
}: JsonObject) => (schema.type === 'file' ? { ...schema, type: 'string' } : schema);

const styles = { csv: 'form', multi: 'form', ssv: 'spaceDelimited', pipes: 'pipeDelimited' } as const;

const readParameter = (parameter: JsonObject): OperationParameter => {
  const place = parameter.in as ParameterPlace;
  const format = (parameter.collectionFormat ?? 'csv') as keyof typeof styles;
  return {
    name: String(parameter.name),
    in: place,
    required: parameter.required === true || place === 'path',
    schema: schemaOf(parameter),
    style: place === 'query' ? (styles[format] ?? 'form') : 'simple',
    explode: format === 'multi',
  };
};
