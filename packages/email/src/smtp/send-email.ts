import type { ActionImplementation } from '@touchline/core';
import type { SMTPPoolSentMessageInfo } from 'nodemailer';
import type { SendEmailOutput, sendEmail } from '../contract.ts';
import type { SmtpSettings } from './config.ts';
import { messageOf } from './message.ts';
import { transportOf } from './transport.ts';

/**
 * Hands one e-mail to the mail server, which queues it. Where the server takes it for some recipients only, it is on its way to those, so it
 * counts as sent, and the others are told beside it.
 */
export const implementSendEmail: ActionImplementation<
  SmtpSettings,
  typeof sendEmail.input,
  typeof sendEmail.output
> = {
  idempotent: 'no',
  run: async (input, { config, clock, signal, idempotencyKey }) => {
    const message = messageOf(input, { idempotencyKey, nowMs: clock.now(), config });
    const sent = await transportOf(config).send(message, signal);
    const refused = refusalsIn(sent);
    return {
      messageId: message.messageId,
      status: 'queued',
      ...(refused.length > 0 && { refusedRecipients: refused }),
    };
  },
};

const refusalsIn = ({
  rejectedErrors = [],
}: SMTPPoolSentMessageInfo): NonNullable<SendEmailOutput['refusedRecipients']> =>
  rejectedErrors.map(({ recipient, responseCode, response }) => ({
    address: String(recipient),
    ...(responseCode && { code: responseCode }),
    ...(response && { reason: response }),
  }));
