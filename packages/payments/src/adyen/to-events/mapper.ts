import {
  type IgnoredEvent,
  type InboundTools,
  type Money,
  TouchlineError,
  type TouchpointEvents,
} from '@touchline/core';
import type { Emit, Mapped } from '../../event-mapping.ts';
import type { AdyenSettings } from '../config.ts';
import { fromAdyenAmount } from '../currencies.ts';
import type { AdyenNotification } from '../payload/notification.ts';

/** What the mappers are given. */
export type AdyenTools = InboundTools<TouchpointEvents, AdyenSettings>;

/** What a mapper of notifications works with. */
export interface MapContext {
  readonly notification: AdyenNotification;
  readonly config: AdyenSettings;
  /**
   * Its id is by default made of what the signature covers and Adyen repeats in each attempt: PSP reference, event code and
   * success.
   */
  readonly emit: Emit;
  /** Says that there is nothing to tell. */
  readonly ignore: () => IgnoredEvent;
  /** The amount. @throws TouchlineError `webhook.payload_invalid` when there is none. */
  readonly amount: () => Money;
}

/** From a notification of one code to unified events. Pure. */
export type NotificationMapper = (notification: AdyenNotification, context: MapContext) => Mapped;

/**
 * The tools of a notification's mapper.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/handle-webhook-events#ignore-duplicate-webhook-events
 */
export const contextOf = (
  notification: AdyenNotification,
  { event, ignore, config, receivedAt }: AdyenTools,
): MapContext => {
  const { pspReference, eventCode, success, merchantAccountCode, eventDate, amount } = notification;
  return {
    notification,
    config,
    emit: (type, subject, data, id = `${pspReference}:${eventCode}:${success}`) =>
      event(type, {
        id,
        subject,
        data,
        time: eventDate ?? receivedAt,
        account: merchantAccountCode,
      }),
    ignore: () => ignore(success ? eventCode : `${eventCode} (success false)`),
    amount: () => {
      if (amount) return fromAdyenAmount(amount);
      throw new TouchlineError('webhook.payload_invalid', `Payload of ${eventCode}: amount: is required.`, {
        issues: [{ path: 'amount', message: 'is required' }],
      });
    },
  };
};
