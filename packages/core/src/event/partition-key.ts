import { hash } from 'node:crypto';

/**
 * The default partition key of an event: its customer's strongest identifier, else its subject. Strongest is your own
 * id, then e-mail, phone, the vendors' ids and last an anonymous id.
 *
 * The key stands in the envelope, in logs and in metrics, so a customer's identifier is never put there as it is: it is
 * a short digest, equal for equal identifiers (e-mail addresses are compared without case). It is a pseudonym, not
 * anonymous: whoever knows an address can compute its key.
 */
export const partitionKeyOf = (data: unknown, subject: string | undefined): string | undefined => {
  const identifier = strongestIdentifier(memberOf(data, 'customer'));
  return identifier === undefined ? subject : digestOf(identifier);
};

/** Put together in place: a string of pieces makes the JSON of the whole event take twice as long to write. */
const digestOf = (identifier: string): string => {
  key.write(hash('sha256', identifier, 'base64url'), prefix.length, digestLength, 'latin1');
  return key.toString('latin1');
};

const prefix = 'c-';
const digestLength = 22;
const key = Buffer.from(prefix.padEnd(prefix.length + digestLength));

/** Takes anything, because the schema of a custom event may call something else `customer`. */
const strongestIdentifier = (customer: unknown): string | undefined => {
  const id = textOf(customer, 'id');
  if (id) return `id:${id}`;
  const email = textOf(customer, 'email');
  if (email) return `email:${email.toLowerCase()}`;
  const phone = textOf(customer, 'phone');
  if (phone) return `phone:${phone}`;
  const externalIds = memberOf(customer, 'externalIds');
  const connector = typeof externalIds === 'object' ? Object.keys(externalIds ?? {}).sort()[0] : undefined;
  const externalId = connector === undefined ? undefined : textOf(externalIds, connector);
  if (externalId) return `external:${connector}:${externalId}`;
  const anonymousId = textOf(customer, 'anonymousId');
  return anonymousId && `anonymous:${anonymousId}`;
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const textOf = (value: unknown, name: string): string | undefined => {
  const member = memberOf(value, name);
  return typeof member === 'string' && member !== '' ? member : undefined;
};
