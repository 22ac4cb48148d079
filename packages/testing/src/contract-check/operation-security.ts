import { isObject, type JsonObject, listIn, objectIn } from './open-api-document.ts';
import type { SecurityScheme } from './operation.ts';

/**
 * What an operation asks of a client. A scheme that is named and not described is one that nothing satisfies: a document
 * that forgot it must not let everything pass.
 */
export const securityOf = (
  document: JsonObject,
  operation: JsonObject,
  schemes: JsonObject,
): readonly (readonly SecurityScheme[])[] | undefined => {
  const holder = Array.isArray(operation.security) ? operation : document;
  if (!Array.isArray(holder.security)) return undefined;
  return listIn(holder, 'security').map((alternative) =>
    Object.keys(isObject(alternative) ? alternative : {}).map((name) =>
      readScheme(name, objectIn(schemes, name)),
    ),
  );
};

const readScheme = (name: string, scheme: JsonObject): SecurityScheme => {
  const authorization = { name, in: 'header', field: 'authorization' } as const;
  if (scheme.type === 'basic') return { ...authorization, prefix: 'basic' };
  if (scheme.type === 'oauth2' || scheme.type === 'openIdConnect')
    return { ...authorization, prefix: 'bearer' };
  if (scheme.type === 'http') {
    const prefix = String(scheme.scheme).toLowerCase();
    return prefix === 'basic' || prefix === 'bearer' ? { ...authorization, prefix } : authorization;
  }
  if (scheme.type === 'apiKey') {
    const place = scheme.in === 'query' || scheme.in === 'cookie' ? scheme.in : 'header';
    const field = String(scheme.name);
    return { name, in: place, field: place === 'header' ? field.toLowerCase() : field };
  }
  return { name, in: 'header', field: `(the document does not describe ${name})` };
};
