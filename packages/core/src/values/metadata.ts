import { z } from 'zod';
import { pii } from '../privacy/pii.ts';

/** Names and values that you attached to a vendor's thing and that the vendor hands back unread. */
export const metadata = z.record(z.string().min(1).max(256), z.string().max(8192).meta(pii('other')));
