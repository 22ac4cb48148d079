import type { Clock } from '@touchline/core';

/** An amount in Adyen's minor units. */
export interface SandboxAmount {
  readonly value: number;
  readonly currency: string;
}

/** A payment, as the sandbox knows it. Amounts in Adyen's minor units. */
export interface SandboxPayment {
  readonly pspReference: string;
  readonly reference: string;
  readonly amount: SandboxAmount;
  readonly shopperReference?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether it waits to be captured. */
  readonly manualCapture: boolean;
  readonly captured: number;
  readonly refunded: number;
  readonly status: 'requires_action' | 'authorised' | 'refused' | 'cancelled';
}

/** Something that a customer saved to pay with. */
export interface SandboxToken {
  readonly id: string;
  readonly shopperReference: string;
  /** What becomes of a payment with it. */
  readonly ending: 'Authorised' | 'Refused' | 'RedirectShopper' | 'Pending';
}

/** A payment link: https://docs.adyen.com/api-explorer/Checkout/71/post/paymentLinks. */
export interface SandboxLink {
  readonly id: string;
  readonly status: 'active' | 'completed';
  readonly request: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** What a notification says, besides the merchant account. */
export interface AdyenNotificationInput {
  /** `AUTHORISATION` */
  readonly eventCode: string;
  /** Default true. */
  readonly success?: boolean;
  /** Default: the next one. */
  readonly pspReference?: string;
  readonly originalReference?: string;
  readonly merchantReference?: string;
  readonly amount?: SandboxAmount;
  readonly paymentMethod?: string;
  readonly reason?: string;
  readonly additionalData?: Readonly<Record<string, string>>;
  /** RFC 3339 with an offset. Default: now. */
  readonly eventDate?: string;
  /** Default: the sandbox's. */
  readonly merchantAccountCode?: string;
}

/** All that a sandbox remembers. */
export interface SandboxState {
  readonly merchantAccount: string;
  /** Whether the merchant account waits to be told to capture. */
  readonly manualCapture: boolean;
  readonly payments: Map<string, SandboxPayment>;
  readonly tokens: Map<string, SandboxToken>;
  readonly links: Map<string, SandboxLink>;
  /** Every notification so far, in the order in which they happened. */
  readonly notifications: Readonly<Record<string, unknown>>[];
  /** The next PSP reference: 16 characters. */
  readonly nextReference: () => string;
  /** The clock's time, as Adyen writes it. */
  readonly now: () => string;
  /** Makes a notification item, not signed yet. */
  readonly notificationOf: (said: AdyenNotificationInput) => Readonly<Record<string, unknown>>;
  /** The same, and adds it to the notifications. */
  readonly publish: (said: AdyenNotificationInput) => void;
}

/** The memory of a sandbox. References are counted, and time is the clock's. */
export const createState = (
  merchantAccount: string,
  manualCapture: boolean,
  clock: Pick<Clock, 'now'>,
): SandboxState => {
  let count = 0;
  const notifications: Readonly<Record<string, unknown>>[] = [];
  const nextReference = (): string => {
    count += 1;
    return `NC6HT9CRT65Z${String(count).padStart(4, '0')}`;
  };
  const now = (): string => `${new Date(clock.now()).toISOString().slice(0, 19)}+00:00`;
  const notificationOf: SandboxState['notificationOf'] = (said) => ({
    additionalData: { ...said.additionalData },
    amount: said.amount ?? { value: 0, currency: 'EUR' },
    eventCode: said.eventCode,
    eventDate: said.eventDate ?? now(),
    merchantAccountCode: said.merchantAccountCode ?? merchantAccount,
    merchantReference: said.merchantReference ?? '',
    ...(said.originalReference !== undefined && { originalReference: said.originalReference }),
    ...(said.paymentMethod !== undefined && { paymentMethod: said.paymentMethod }),
    pspReference: said.pspReference ?? nextReference(),
    reason: said.reason ?? '',
    success: String(said.success ?? true),
  });
  return {
    merchantAccount,
    manualCapture,
    payments: new Map(),
    tokens: new Map(),
    links: new Map(),
    notifications,
    nextReference,
    now,
    notificationOf,
    publish: (said) => {
      notifications.push(notificationOf(said));
    },
  };
};
