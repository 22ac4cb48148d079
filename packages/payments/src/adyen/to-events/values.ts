import type { CustomerRef, PaymentInstrument } from '@touchline/core';
import { enteredEmail, enteredName, enteredPhone } from '../../lenient-fields.ts';
import type { AdditionalData, AdyenNotification } from '../payload/notification.ts';

/** A field of the additional data. */
export const fieldOf = (data: AdditionalData, name: string): string | undefined =>
  Object.hasOwn(data, name) ? data[name] : undefined;

/**
 * The customer of a notification. The shopper reference is your own id of the person.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/additional-settings
 */
export const customerOf = ({ additionalData }: AdyenNotification): CustomerRef | undefined => {
  const id =
    fieldOf(additionalData, 'shopperReference') ??
    fieldOf(additionalData, 'recurring.shopperReference') ??
    fieldOf(additionalData, 'tokenization.shopperReference');
  const email = enteredEmail.parse(fieldOf(additionalData, 'shopperEmail'));
  const phone = enteredPhone.parse(fieldOf(additionalData, 'telephoneNumber'));
  const name = enteredName.parse(fieldOf(additionalData, 'cardHolderName'));
  if ([id, email, phone].every((value) => value === undefined)) return undefined;
  return { ...refOf(id), email, phone, name };
};

/** The customer of a shopper reference. One that is too long to be an id of ours is left out. */
export const refOf = (shopperReference: string | undefined): CustomerRef | undefined =>
  shopperReference === undefined || shopperReference.length > 256
    ? undefined
    : { id: shopperReference, externalIds: { adyen: shopperReference } };

/**
 * What was paid with. Adyen names the brand of a card where others say `card`.
 *
 * @see https://docs.adyen.com/payment-methods/cards
 */
export const methodOf = ({
  paymentMethod,
  additionalData,
}: AdyenNotification): PaymentInstrument | undefined => {
  if (paymentMethod === undefined) return undefined;
  const last4 = fieldOf(additionalData, 'cardSummary');
  const isCard = last4 !== undefined || cardBrands.has(paymentMethod);
  const [, wallet] =
    /_(applepay|googlepay|samsungpay)$/.exec(fieldOf(additionalData, 'paymentMethodVariant') ?? '') ?? [];
  return {
    kind: isCard ? 'card' : paymentMethod,
    brand: isCard ? paymentMethod : undefined,
    wallet: wallet && wallets[wallet],
    last4: last4 !== undefined && /^\d{4}$/.test(last4) ? last4 : undefined,
    expiresOn: expiryOf(fieldOf(additionalData, 'expiryDate')),
    country: countryOf(
      fieldOf(additionalData, 'cardIssuingCountry') ?? fieldOf(additionalData, 'issuerCountry'),
    ),
  };
};

/** What you attached: `metadata.campaign` of the additional data. */
export const metadataOf = ({
  additionalData,
}: AdyenNotification): Readonly<Record<string, string>> | undefined => {
  const entries = Object.entries(additionalData)
    .filter(([name]) => name.startsWith('metadata.') && name.length > 'metadata.'.length)
    .map(([name, value]): [string, string] => [name.slice('metadata.'.length, 265), value.slice(0, 8192)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

const cardBrands: ReadonlySet<string> = new Set([
  'amex',
  'bcmc',
  'cartebancaire',
  'cup',
  'diners',
  'discover',
  'elo',
  'hipercard',
  'jcb',
  'maestro',
  'mc',
  'visa',
  'visadankort',
]);

const wallets: Readonly<Record<string, string>> = {
  applepay: 'apple_pay',
  googlepay: 'google_pay',
  samsungpay: 'samsung_pay',
};

/** `3/2030` */
const expiryOf = (text: string | undefined): string | undefined => {
  const [, month = '', year] = /^(0?[1-9]|1[0-2])\/(\d{4})$/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}`;
};

const countryOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Z]{2}$/.test(text) ? text : undefined;
