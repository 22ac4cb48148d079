/**
 * Whether the domain of a signature speaks for the domain of a sender: the same, or one above or below it. A top-level domain speaks
 * for nobody.
 */
export const isSameOrganisation = (signer: string, domain: string): boolean =>
  signer !== '' &&
  domain !== '' &&
  (signer === domain ||
    (signer.includes('.') && domain.endsWith(`.${signer}`)) ||
    (domain.includes('.') && signer.endsWith(`.${domain}`)));
