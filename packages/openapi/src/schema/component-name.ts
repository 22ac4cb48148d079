/** A name as components have it: `payment.requires_action` is `PaymentRequiresAction`, `sendEmail` is `SendEmail`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
