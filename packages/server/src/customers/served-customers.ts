import { TouchlineError } from '@touchline/core';
import type { Customer, Hub } from '@touchline/hub';
import { z } from 'zod';
import { type Caller, forbidden } from '../auth/caller.ts';

/** What the server needs of a hub. */
export type ServedHub = Pick<Hub, 'customers' | 'consents' | 'privacy' | 'audiences' | 'close'>;

/** Whose customers, in a query. */
export const tenantField = {
  tenant: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe(
      "Whose customers. Default: those of the key's tenant; of a key without one, those of no tenant.",
    ),
};

/**
 * Whose customers a call is about; `''` stands for those of no tenant.
 *
 * @throws TouchlineError `auth.forbidden` where a key of one tenant asks for another's.
 */
export const tenantOf = (
  { tenantId }: Caller,
  { tenant }: { readonly tenant?: string | undefined },
): string => {
  if (tenantId !== undefined && tenant !== undefined && tenant !== tenantId)
    throw forbidden('This key sees customers of its own tenant only.');
  return tenantId ?? tenant ?? '';
};

/** The id of a customer in a path. */
export const customerParameters = z.object({
  id: z
    .string()
    .min(1)
    .max(64)
    .describe('The id of the customer, `prs_…`. Ids that it had before it was merged lead to it too.'),
});

/** @throws TouchlineError `hub.customer_unknown` */
export const customerOf = async (hub: ServedHub, tenant: string, id: string): Promise<Customer> => {
  const customer = await hub.customers.get(id, { tenant });
  if (customer) return customer;
  throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
};

/** What any endpoint of customers may fail with. */
export const hubErrors = ['hub.closed', 'hub.storage_failed'] as const;

/** What one that writes may fail with. */
export const hubWriteErrors = [...hubErrors, 'hub.storage_full'] as const;

/** What one about a single customer may fail with. */
export const customerErrors = [...hubErrors, 'hub.customer_unknown'] as const;

/** A body of JSON. */
export const jsonContent = <Schema extends z.ZodType>(name: string, schema: Schema, example?: unknown) => ({
  'application/json': { schema: { name, schema }, ...(example !== undefined && { example }) },
});

/** What of a page's cursor goes into the answer. */
export const nextCursorField = {
  nextCursor: z.string().optional().describe('Where the next page begins; absent at the end.'),
};

/** Without the members that are undefined. */
export const defined = <Members extends object>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  };
