import type { Clock } from '@touchline/core';

/** An object of PayPal's, in the shape of its API. */
export type SandboxObject = Readonly<Record<string, unknown>>;

/** An amount. */
export interface SandboxMoney {
  readonly currency_code: string;
  readonly value: string;
}

/** A capture, an authorization or a refund. */
export interface SandboxSettled extends SandboxObject {
  readonly id: string;
  readonly status: string;
  readonly amount: SandboxMoney;
}

/** An order, with one purchase unit. */
export interface SandboxOrder {
  readonly id: string;
  readonly intent: 'CAPTURE' | 'AUTHORIZE';
  readonly status: string;
  readonly create_time: string;
  readonly payer?: SandboxObject;
  readonly payment_source?: SandboxObject;
  readonly unit: SandboxObject & { readonly amount: SandboxMoney };
  readonly captures: readonly SandboxSettled[];
  readonly authorizations: readonly SandboxSettled[];
  readonly refunds: readonly SandboxSettled[];
}

/** What happened to a resource. */
export interface PayPalWebhookInput {
  /** `PAYMENT.CAPTURE.COMPLETED` */
  readonly type: string;
  readonly resource: unknown;
  /** Default: the next one. */
  readonly id?: string;
  /** RFC 3339. Default: now. */
  readonly createTime?: string;
}

/** All that a sandbox remembers. */
export interface SandboxState {
  readonly orders: Map<string, SandboxOrder>;
  /** What becomes of payments with what customers saved, by vault id. */
  readonly vault: Map<string, 'COMPLETED' | 'DECLINED' | 'INSTRUMENT_DECLINED'>;
  /** Every event so far, in the order in which they happened. */
  readonly events: SandboxObject[];
  /** The next id: 17 letters and digits. */
  readonly nextId: () => string;
  /** RFC 3339, to the second. */
  readonly now: () => string;
  readonly eventOf: (happened: PayPalWebhookInput) => SandboxObject;
  readonly publish: (happened: PayPalWebhookInput) => void;
  /** Keeps an order as it is now. */
  readonly save: (order: SandboxOrder) => SandboxOrder;
}

/** The memory of a sandbox. Ids are counted, and time is the clock's. */
export const createState = (clock: Pick<Clock, 'now'>): SandboxState => {
  let count = 0;
  const orders = new Map<string, SandboxOrder>();
  const events: SandboxObject[] = [];
  const nextId = (): string => {
    count += 1;
    return `5O190127TN${String(count).padStart(7, '0')}`;
  };
  const now = (): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const eventOf: SandboxState['eventOf'] = ({ type, resource, id, createTime }) => ({
    id: id ?? `WH-${nextId()}-${nextId()}`,
    event_version: '1.0',
    create_time: createTime ?? now(),
    resource_type: type.split('.')[1]?.toLowerCase() ?? '',
    resource_version: '2.0',
    event_type: type,
    summary: type,
    resource: structuredClone(resource),
    links: [],
  });
  return {
    orders,
    vault: new Map(),
    events,
    nextId,
    now,
    eventOf,
    publish: (happened) => {
      events.push(eventOf(happened));
    },
    save: (order) => {
      orders.set(order.id, order);
      return order;
    },
  };
};

/** An order as PayPal shows it. */
export const shown = ({ unit, captures, authorizations, refunds, ...order }: SandboxOrder): SandboxObject => {
  const payments = {
    ...(captures.length > 0 && { captures }),
    ...(authorizations.length > 0 && { authorizations }),
    ...(refunds.length > 0 && { refunds }),
  };
  const approve = `https://www.sandbox.paypal.com/checkoutnow?token=${order.id}`;
  const rel = order.status === 'PAYER_ACTION_REQUIRED' ? 'payer-action' : 'approve';
  return {
    ...order,
    purchase_units: [
      { reference_id: 'default', ...unit, ...(Object.keys(payments).length > 0 && { payments }) },
    ],
    links: [
      { rel: 'self', method: 'GET', href: `https://api-m.sandbox.paypal.com/v2/checkout/orders/${order.id}` },
      ...(order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED'
        ? [{ rel, method: 'GET', href: approve }]
        : []),
    ],
  };
};
