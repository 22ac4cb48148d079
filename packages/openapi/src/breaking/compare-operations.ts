import { isPlainObject } from '../document/plain-object.ts';
import type { SchemaComparison } from './compare-schemas.ts';
import { listOf, memberOf, type Part, resolved } from './document-parts.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** An operation with the document it stands in. */
interface Side {
  readonly document: object;
  readonly operation: Part;
}

/** A sentence for each difference between two OpenAPI documents that breaks a client. */
export const compareOperations = (
  before: object,
  after: object,
  schemas: SchemaComparison,
): readonly string[] => {
  const fresh = operationsOf(after);
  return [
    ...[...operationsOf(before)].flatMap(([key, { name, operation }]) => {
      const counterpart = fresh.get(key);
      if (!counterpart) return [`${name} is gone.`];
      return compareOperation(
        { document: before, operation },
        { document: after, operation: counterpart.operation },
        name,
        schemas,
      );
    }),
    ...compareWebhooks(before, after, schemas),
  ];
};

/** By method and path, whatever the parameters in the path are called. */
const operationsOf = (
  document: object,
): ReadonlyMap<string, { readonly name: string; readonly operation: Part }> =>
  new Map(
    Object.keys(memberOf(document, 'paths')).flatMap((path) => {
      const item = memberOf(memberOf(document, 'paths'), path);
      return methods
        .filter((method) => isPlainObject(item[method]))
        .map((method) => [
          `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`,
          { name: `${method.toUpperCase()} ${path}`, operation: memberOf(item, method) },
        ]);
    }),
  );

const compareOperation = (
  before: Side,
  after: Side,
  name: string,
  schemas: SchemaComparison,
): readonly string[] => [
  ...(before.operation.operationId === after.operation.operationId
    ? []
    : [
        `${name} has the operationId ${String(after.operation.operationId)} now, after which clients name their functions.`,
      ]),
  ...compareSecurity(before, after, name),
  ...compareParameters(before, after, name, schemas),
  ...compareRequestBody(before, after, name, schemas),
  ...compareResponses(before, after, name, schemas),
];

const compareSecurity = (before: Side, after: Side, name: string): readonly string[] => {
  const [old, fresh] = [requirementsOf(before), requirementsOf(after)];
  // One of the old ways in must still be enough.
  if (fresh.length === 0) return [];
  if (old.length === 0) return [`${name} needs credentials now.`];
  return old
    .filter((way) => !fresh.some((other) => [...other].every((need) => way.has(need))))
    .map((way) => `${name} is not opened by ${[...way].join(', ')} any more.`);
};

/** The ways in, each as the schemes and scopes that it needs. */
const requirementsOf = ({ document, operation }: Side): readonly ReadonlySet<string>[] =>
  (Array.isArray(operation.security) ? operation.security : listOf(document, 'security')).map(
    (requirement: unknown) =>
      new Set(
        Object.entries(isPlainObject(requirement) ? requirement : {}).flatMap(([scheme, scopes]) => [
          scheme,
          ...(Array.isArray(scopes) ? scopes.map((scope) => `${scheme} with ${String(scope)}`) : []),
        ]),
      ),
  );

const compareParameters = (
  before: Side,
  after: Side,
  name: string,
  schemas: SchemaComparison,
): readonly string[] => {
  const [old, fresh] = [parametersOf(before), parametersOf(after)];
  const sentences: string[] = [];
  for (const [key, parameter] of old) {
    const counterpart = fresh.get(key);
    if (!counterpart) sentences.push(`${name}: the ${key} is not taken any more.`);
    else {
      sentences.push(
        ...schemas.compare(parameter.schema, counterpart.schema, 'taken', `${name}: the ${key}`),
      );
      if (counterpart.required === true && parameter.required !== true)
        sentences.push(`${name}: the ${key} must be there now.`);
    }
  }
  for (const [key, parameter] of fresh)
    if (!old.has(key) && parameter.required === true)
      sentences.push(`${name}: the ${key} must be there now.`);
  return sentences;
};

/** Those in the path go by their place there, not by their name. */
const parametersOf = ({ document, operation }: Side): ReadonlyMap<string, Part> => {
  let places = 0;
  return new Map(
    listOf(operation, 'parameters').map((part) => {
      const parameter = resolved(document, part);
      if (parameter.in === 'path') places += 1;
      const called = parameter.in === 'path' ? String(places) : `\`${String(parameter.name)}\``;
      return [`${String(parameter.in)} parameter ${called}`, parameter];
    }),
  );
};

const compareRequestBody = (
  before: Side,
  after: Side,
  name: string,
  schemas: SchemaComparison,
): readonly string[] => {
  const [old, fresh] = [bodyOf(before), bodyOf(after)];
  if (!('content' in old)) return fresh.required === true ? [`${name} needs a body now.`] : [];
  if (!('content' in fresh)) return [`${name} takes no body any more.`];
  return [
    ...(fresh.required === true && old.required !== true ? [`${name} needs a body now.`] : []),
    ...Object.keys(memberOf(old, 'content')).flatMap((mediaType) => {
      const schema = memberOf(memberOf(old, 'content'), mediaType).schema;
      const counterpart = memberOf(fresh, 'content')[mediaType];
      return isPlainObject(counterpart)
        ? schemas.compare(schema, counterpart.schema, 'taken', `${name}: the body`)
        : [`${name} does not take ${mediaType} any more.`];
    }),
  ];
};

const bodyOf = ({ document, operation }: Side): Part => resolved(document, operation.requestBody);

const compareResponses = (
  before: Side,
  after: Side,
  name: string,
  schemas: SchemaComparison,
): readonly string[] =>
  Object.entries(memberOf(before.operation, 'responses'))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, part]) => {
      const counterpart = memberOf(after.operation, 'responses')[status];
      const where = `${name}: the answer ${status}`;
      if (!isPlainObject(counterpart)) return [`${where} is gone.`];
      const [old, fresh] = [resolved(before.document, part), resolved(after.document, counterpart)];
      return Object.keys(memberOf(old, 'content')).flatMap((mediaType) => {
        const content = memberOf(fresh, 'content')[mediaType];
        return isPlainObject(content)
          ? schemas.compare(
              memberOf(memberOf(old, 'content'), mediaType).schema,
              content.schema,
              'sent',
              where,
            )
          : [`${where} is not ${mediaType} any more.`];
      });
    });

const compareWebhooks = (before: object, after: object, schemas: SchemaComparison): readonly string[] =>
  Object.keys(memberOf(before, 'webhooks')).flatMap((type) => {
    const name = `Webhook ${type}`;
    const fresh = memberOf(after, 'webhooks')[type];
    if (!isPlainObject(fresh)) return [`${name} is not sent any more.`];
    const payloads = (document: object, item: unknown): Part =>
      memberOf(resolved(document, memberOf(item, 'post').requestBody), 'content');
    const old = payloads(before, memberOf(memberOf(before, 'webhooks'), type));
    return Object.keys(old).flatMap((mediaType) => {
      const content = payloads(after, fresh)[mediaType];
      return isPlainObject(content)
        ? schemas.compare(memberOf(old, mediaType).schema, content.schema, 'sent', name)
        : [`${name} is not ${mediaType} any more.`];
    });
  });
