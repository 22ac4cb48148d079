import { headerIn, type MailHeader } from './mail-headers.ts';

/**
 * Whether a program sent an e-mail, such as an out-of-office note: whoever answers it by a program too starts a loop.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3834#section-5 for `Auto-Submitted`; the others are older and still in use.
 */
export const isAutomatic = (headers: readonly MailHeader[]): boolean => {
  const submitted = headerIn(headers, 'auto-submitted')?.trim().toLowerCase();
  if (submitted && submitted !== 'no') return true;
  const precedence = headerIn(headers, 'precedence')?.trim().toLowerCase() ?? '';
  return (
    ['bulk', 'junk', 'list', 'auto_reply'].includes(precedence) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'list-id'].some(
      (name) => headerIn(headers, name) !== undefined,
    )
  );
};
