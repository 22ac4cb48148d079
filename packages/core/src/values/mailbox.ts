import { z } from 'zod';
import { pii } from '../privacy/pii.ts';

/**
 * An e-mail address as a vendor reports it. Looser than `emailAddress`, because mail is also addressed, dropped and
 * bounced for addresses that are not valid, and those reports must not be lost.
 */
export const mailAddress = z.string().min(1).max(998).meta(pii('email'));

/** An address of a mail header with the name beside it: `Ada Lovelace <ada@example.com>`. */
export const mailbox = z
  .object({
    address: mailAddress,
    name: z.string().meta(pii('name')).optional(),
  })
  .meta({ id: 'Mailbox', description: 'An e-mail address with the name beside it.' });

/** See {@link mailbox}. */
export interface Mailbox extends z.output<typeof mailbox> {}
