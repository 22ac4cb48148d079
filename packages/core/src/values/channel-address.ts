import { z } from 'zod';
import { pii } from '../privacy/pii.ts';

/**
 * An address on a channel. E.164 where it is a phone number; else what the channel has: an SMS short code (`72975`), an
 * alphanumeric sender (`ACME`), a SIP URI, a user or channel id. So it is no `phoneNumber`: those belong to people.
 */
export const channelAddress = z.string().min(1).max(512).meta(pii('identifier'));
