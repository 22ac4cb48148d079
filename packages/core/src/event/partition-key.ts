import { hash } from 'node:crypto';
import type { CustomerRef } from '../values/customer-ref.ts';

/**
 * The default partition key of an event: its customer's strongest identifier, else its subject.
 *
 * The key stands in the envelope, in logs and in metrics, so a customer's identifier is never put there as it is: it is
 * a short digest, equal for equal identifiers (e-mail addresses are compared without case).
 */
export const partitionKeyOf = (data: unknown, subject: string | undefined): string | undefined => {
  const customer = customerOf(data);
  const identifier = customer && strongestIdentifier(customer);
  return identifier === undefined ? subject : `c-${hash('sha256', identifier, 'base64url').slice(0, 22)}`;
};

const customerOf = (data: unknown): CustomerRef | undefined =>
  typeof data === 'object' && data !== null && 'customer' in data
    ? ((data.customer ?? undefined) as CustomerRef | undefined)
    : undefined;

const strongestIdentifier = ({ id, externalIds, email, phone, anonymousId }: CustomerRef): string | undefined => {
  if (id) return `id:${id}`;
  if (email) return `email:${email.toLowerCase()}`;
  if (phone) return `phone:${phone}`;
  const [connector] = Object.keys(externalIds ?? {}).sort();
  if (connector !== undefined) return `external:${connector}:${externalIds?.[connector]}`;
  return anonymousId ? `anonymous:${anonymousId}` : undefined;
};
