import { z } from 'zod';
import { number, said } from '../../meta/said.ts';

/**
 * The beginning or the end of a call.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
 */
export const whatsappCall = z.object({
  id: z.string().min(1),
  from: said,
  from_user_id: said,
  to: said,
  to_user_id: said,
  event: z.string(),
  timestamp: number,
  direction: said,
  /** One word, or several: `COMPLETED`, `FAILED`. */
  status: z.union([z.string(), z.array(z.string())]).nullish(),
  start_time: number.nullish(),
  end_time: number.nullish(),
  duration: z.number().nonnegative().nullish(),
  biz_opaque_callback_data: said,
});

/** See {@link whatsappCall}. */
export interface WhatsAppCall extends z.output<typeof whatsappCall> {}
