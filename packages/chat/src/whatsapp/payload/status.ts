import { z } from 'zod';
import { number, said } from '../../meta/said.ts';

/**
 * How far a message of ours came, or what became of a call of ours.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#statuses-object
 */
export const whatsappStatus = z.object({
  id: z.string().min(1),
  /** `call` for the status of a call; absent for that of a message. */
  type: said,
  status: z.string(),
  timestamp: number,
  recipient_id: said,
  recipient_user_id: said,
  recipient_type: said,
  recipient_participant_id: said,
  recipient_participant_user_id: said,
  biz_opaque_callback_data: said,
  errors: z
    .array(
      z.object({
        code: number,
        title: said,
        message: said,
        error_data: z.object({ details: said }).nullish(),
      }),
    )
    .nullish(),
});

/** See {@link whatsappStatus}. */
export interface WhatsAppStatus extends z.output<typeof whatsappStatus> {}
