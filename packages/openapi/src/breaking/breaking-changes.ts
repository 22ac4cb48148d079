import { isPlainObject } from '../document/plain-object.ts';
import { compareChannels } from './compare-channels.ts';
import { compareOperations } from './compare-operations.ts';
import { SchemaComparison } from './compare-schemas.ts';

/**
 * What in a newer OpenAPI or AsyncAPI document would break a client that was made with an older one: one sentence each,
 * none where every client goes on working. Both documents must be of the same kind.
 *
 * A client breaks when what it sends is no longer taken, or when what it gets no longer holds what it was promised. A new
 * endpoint, a new optional field, a new event type break nobody. A value added to an enumeration that we send does: a
 * client generated with the old ones knows no other.
 *
 * @throws TypeError when the two are not documents of the same kind.
 */
export const breakingChanges = (before: object, after: object): readonly string[] => {
  const kind = kindOf(before);
  if (kind === undefined || kind !== kindOf(after))
    throw new TypeError('Both documents must be OpenAPI documents, or both AsyncAPI documents.');
  const schemas = new SchemaComparison(before, after);
  const sentences =
    kind === 'openapi' ? compareOperations(before, after, schemas) : compareChannels(before, after, schemas);
  return [...new Set(sentences)];
};

const kindOf = (document: object): 'openapi' | 'asyncapi' | undefined => {
  if (!isPlainObject(document)) return undefined;
  if (typeof document.openapi === 'string') return 'openapi';
  return typeof document.asyncapi === 'string' ? 'asyncapi' : undefined;
};
