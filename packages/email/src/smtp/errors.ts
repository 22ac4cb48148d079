import {
  type Disposition,
  type ErrorCode,
  redactText,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import type { NodemailerError } from 'nodemailer';
import { enhancedCodeIn } from '../smtp-answer.ts';
import type { SmtpSettings } from './config.ts';
import type { SendProgress } from './progress.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly disposition: Disposition;
}

const unauthorized: Meaning = { code: 'http.unauthorized', disposition: 'reauthorize' };
const rejected: Meaning = { code: 'http.rejected', disposition: 'reject' };
const passing: Meaning = { code: 'http.server_error', disposition: 'retry' };

/**
 * What it means that an e-mail was not sent. A reply of the server says so by its code; a connection that was lost says only what had been
 * sent before, and once that was the whole e-mail, nobody knows.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 for the classes of replies
 */
export const smtpError = (thrown: unknown, progress: SendProgress, config: SmtpSettings): TouchlineError => {
  if (TouchlineError.isInstance(thrown) || !isOfMailer(thrown))
    return toTouchlineError(thrown, {
      connector: 'smtp',
      disposition: progress.isComplete ? 'ambiguous' : 'retry',
    });
  const reply = replyIn(thrown);
  const { code, disposition } = reply ? meaningOf(reply.code, thrown) : meaningWithout(thrown, progress);
  const vendorCode = reply ? (enhancedCodeIn(reply.text) ?? String(reply.code)) : detailOf(thrown);
  const said = reply && redactText(reply.text, { secrets: config.auth ? [config.auth.password] : [] });
  return new TouchlineError(code, sentenceOf(progress, code, said ?? vendorCode), {
    connector: 'smtp',
    disposition,
    ...(vendorCode !== undefined && { vendorCode }),
  });
};

const sentenceOf = (progress: SendProgress, code: ErrorCode, detail: string | undefined): string => {
  const because = detail ? `: ${detail}` : '.';
  if (code === 'http.unauthorized') return `The mail server refuses the credentials${because}`;
  if (code === 'http.aborted')
    return `The e-mail was aborted by the caller, ${progress.isComplete ? 'after' : 'before'} it was sent.`;
  if (code === 'action.input_invalid') return 'The mail server cannot be given this sender or recipient.';
  if (code === 'http.rejected' || code === 'http.server_error')
    return `The mail server did not take the e-mail${because}`;
  if (!progress.isStarted) return `The mail server cannot be reached${because}`;
  return `The connection to the mail server was lost ${progress.isComplete ? 'after' : 'before'} the whole e-mail was sent${because}`;
};

const isOfMailer = (thrown: unknown): thrown is NodemailerError =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string';

interface Reply {
  readonly code: number;
  readonly text: string;
}

/** Where every recipient was refused, the mailer tells of one who may be taken later, if there is one. */
const replyIn = ({ responseCode, response }: NodemailerError): Reply | undefined =>
  responseCode ? { code: responseCode, text: response ?? String(responseCode) } : undefined;

const isPassing = (code: number): boolean => code >= 400 && code < 500;

/** 530: sign in first. 534, 535, 538: the credentials, or the way to give them. https://www.rfc-editor.org/rfc/rfc4954#section-6 */
const credentialCodes: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Replies before an e-mail is begun are about the server, or the connection: the next e-mail would get them too. */
const beforeTheMail: ReadonlySet<string> = new Set(['CONN', 'EHLO', 'HELO', 'LHLO', 'STARTTLS']);

const meaningOf = (reply: number, { code, command }: NodemailerError): Meaning => {
  if (isPassing(reply)) return passing;
  if (credentialCodes.has(reply) || code === 'EAUTH') return unauthorized;
  if (beforeTheMail.has(command ?? '')) return { code: 'http.network', disposition: 'retry' };
  // 503, a bad sequence of commands, is about the session; 2yz and 3yz are not what was expected.
  if (reply < 500 || reply === 503) return passing;
  return rejected;
};

const meaningWithout = ({ code }: NodemailerError, progress: SendProgress): Meaning => {
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return unauthorized;
    case 'EENVELOPE':
      return { code: 'action.input_invalid', disposition: 'reject' };
    // Larger than the server said it takes: nothing was sent.
    case 'EMESSAGE':
      return rejected;
    case 'EABORT':
      return { code: 'http.aborted', disposition: progress.isComplete ? 'ambiguous' : 'retry' };
    case 'ETIMEDOUT':
      return { code: 'http.timeout', disposition: progress.isComplete ? 'ambiguous' : 'retry' };
    default:
      if (progress.isComplete) return { code: 'http.interrupted', disposition: 'ambiguous' };
      return { code: progress.isStarted ? 'http.interrupted' : 'http.network', disposition: 'retry' };
  }
};

/** The runtime's own code says more than the mailer's: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
const detailOf = ({
  originalCode,
  code,
}: NodemailerError & { readonly originalCode?: unknown }): string | undefined => {
  const detail = typeof originalCode === 'string' ? originalCode : code;
  return detail !== undefined && /^[A-Z][A-Z\d_]{1,63}$/.test(detail) ? detail : undefined;
};
