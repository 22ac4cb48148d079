import { hash } from 'node:crypto';
import type { TouchlineEvent } from '@touchline/core';

/**
 * The idempotency key of one call of a delivery: the same for the same route, event and place among the calls, over
 * attempts, restarts and replays. It has the form of a UUID (version 8), which every vendor's header takes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
export const deliveryKey = (route: string, event: TouchlineEvent, call: number): string => {
  const hex = hash('sha256', JSON.stringify([route, event.source, event.id, call]), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
