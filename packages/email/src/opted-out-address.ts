import { type ContactOptedOut, emailAddress } from '@touchline/core';

/** The address that a contact wants no more e-mail at; or why nothing is to be done. */
export const addressOptedOut = ({
  channel,
  address,
  purpose,
  customer,
}: ContactOptedOut): { readonly address: string } | { readonly skip: string } => {
  if (channel !== 'email') return { skip: 'not about e-mail' };
  // A vendor's list stops all e-mail, also the receipt of an order: too much for a choice about one kind.
  if (purpose !== undefined) return { skip: 'about one kind of e-mail only' };
  const email = emailAddress.safeParse(address ?? customer?.email);
  return email.success ? { address: email.data } : { skip: 'no e-mail address' };
};
