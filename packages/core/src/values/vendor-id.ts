import { z } from 'zod';

/** An id that a vendor gave to one of its things: opaque, compared byte by byte. */
export const vendorId = z.string().min(1).max(1024);
