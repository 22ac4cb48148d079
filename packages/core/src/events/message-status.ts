/** The events that tell how far a message of yours came. */
export type MessageStatusType = 'message.sent' | 'message.failed' | 'message.delivered' | 'message.read';

/**
 * Who outranks whom. A failure outranks only that the message left; a delivery disproves a failure that was told before it, or
 * is told after; what was read was delivered.
 */
const ranks: Readonly<Record<MessageStatusType, number>> = {
  'message.sent': 1,
  'message.failed': 2,
  'message.delivered': 3,
  'message.read': 4,
};

/**
 * How far an event says that a message came: 1 sent, 2 failed, 3 delivered, 4 read; undefined for other types of event.
 * Vendors tell these things late, twice and out of order, so whoever keeps the status of a message keeps the highest rank, and
 * arrives at the same whatever the order. Connectors of such vendors also write it into `sequence`. Pure.
 */
export const messageStatusRank = (type: string): number | undefined =>
  Object.hasOwn(ranks, type) ? ranks[type as MessageStatusType] : undefined;

/**
 * The status of a message after one more event: the later of the two in rank, so that a `delivered` which comes after the
 * `read` changes nothing. Types that are no status leave it as it is. Pure.
 *
 * @example
 * ```ts
 * status = laterMessageStatus(status, event.type);
 * ```
 */
export const laterMessageStatus = (
  held: MessageStatusType | undefined,
  type: string,
): MessageStatusType | undefined => {
  const rank = messageStatusRank(type);
  if (rank === undefined) return held;
  return held !== undefined && ranks[held] >= rank ? held : (type as MessageStatusType);
};
