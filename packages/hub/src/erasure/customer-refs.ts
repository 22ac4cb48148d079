import type { CustomerRef } from '@touchline/core';
import type { Identifier } from '../identity/identifier.ts';

/**
 * By what a connector is asked to forget a person. A `CustomerRef` has one e-mail address and one phone number; a person may have
 * had several, so they are asked for one after another.
 */
export const customerRefsOf = (identifiers: readonly Identifier[]): readonly CustomerRef[] => {
  const byNamespace = new Map<string, string[]>();
  for (const { namespace, value } of identifiers)
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), value]);
  const count = Math.max(0, ...[...byNamespace].map(([, values]) => values.length));
  const refs: CustomerRef[] = [];
  for (let index = 0; index < count; index += 1) {
    const externalIds: Record<string, string> = {};
    for (const [namespace, { [index]: value }] of byNamespace)
      if (namespace.startsWith('external:') && value !== undefined)
        Object.defineProperty(externalIds, namespace.slice('external:'.length), {
          value,
          enumerable: true,
        });
    const at = (namespace: string): string | undefined => byNamespace.get(namespace)?.[index];
    const [id, email, phone, anonymousId] = ['user', 'email', 'phone', 'anonymous'].map(at);
    const ref: CustomerRef = {
      ...(id !== undefined && { id }),
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
      ...(anonymousId !== undefined && { anonymousId }),
      ...(Object.keys(externalIds).length > 0 && { externalIds }),
    };
    if (Object.keys(ref).length > 0) refs.push(ref);
  }
  return refs;
};
