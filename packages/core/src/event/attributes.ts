import type { Issue } from '../errors/touchline-error.ts';
import { envelopeSchema } from './envelope-schema.ts';
import { invalidEvent } from './event-error.ts';

/** The attributes of an event before they are validated, `data` among them. */
export type Attributes = Record<string, unknown>;

/**
 * A copy of the members that are set. In JSON an attribute that is null is an absent one; `data` may be null.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#21-mapping-cloudevents-attributes
 * @throws TouchlineError `event.invalid` when it is no object, or does not let itself be read.
 */
export const attributesOf = (input: unknown): Attributes => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalidEvent([{ path: '', message: 'it is not an object' }]);
  const attributes = copyOf(input);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || (value === null && name !== 'data')) delete attributes[name];
  }
  return attributes;
};

/** A getter or a proxy may throw, and what it throws may quote anything. */
const copyOf = (input: object): Attributes => {
  try {
    return { ...input };
  } catch {
    throw invalidEvent([{ path: '', message: 'it cannot be read' }]);
  }
};

const knownNames: ReadonlySet<string> = new Set(Object.keys(envelopeSchema.shape));

/** Names that CloudEvents does not allow. The spec asks for at most 20 characters but does not insist. */
export const foreignNames = (event: Attributes): readonly Issue[] => {
  const issues: Issue[] = [];
  for (const name in event) {
    if (knownNames.has(name) || /^[a-z0-9]{1,64}$/.test(name)) continue;
    const message =
      name === 'data_base64'
        ? 'binary data is not supported; send JSON in data'
        : 'an attribute name must be lower-case letters and digits';
    issues.push({ path: /^\w{1,64}$/.test(name) ? name : '', message });
  }
  return issues;
};
