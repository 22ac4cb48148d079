import type { MailBody } from './accept-mail.ts';

/** An e-mail that the sandbox took. */
export interface SandboxMessage {
  /** What the send gave in `X-Message-Id`. */
  readonly id: string;
  /** Addresses in lower case, those of `to` first. */
  readonly recipients: readonly string[];
  readonly from: string;
  readonly subject?: string;
  readonly categories?: readonly string[];
  readonly customArgs: Readonly<Record<string, string>>;
  /** The whole mail, as it was sent. */
  readonly mail: MailBody;
}

/** What is worth looking at of a mail. */
export const sandboxMessage = (id: string, mail: MailBody): SandboxMessage => ({
  id,
  recipients: mail.personalizations
    .flatMap(({ to, cc = [], bcc = [] }) => [...to, ...cc, ...bcc])
    .map(({ email }) => email.toLowerCase()),
  from: mail.from.email,
  ...(mail.subject !== undefined && { subject: mail.subject }),
  ...(mail.categories && { categories: mail.categories }),
  customArgs: Object.assign({}, ...mail.personalizations.map(({ custom_args: args }) => args)),
  mail,
});
