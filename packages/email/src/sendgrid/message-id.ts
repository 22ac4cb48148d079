/**
 * The id of the e-mail that an event is about, as the send gave it in `X-Message-Id`.
 *
 * `sg_message_id` is that id with the servers that it passed appended:
 * `LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-….0`, or `….recvd-5f54b5d587-….0`. Ids of today hold no dot; the
 * older `14c5d75ce93.dfd.64b469` did. Events about e-mail that was never taken up have the servers alone, and
 * those about bounces that come late have nothing; there the id stands in `smtp-id`, the Message-ID header,
 * as long as that is SendGrid's own.
 *
 * @see https://support.sendgrid.com/hc/en-us/articles/35804743679259-How-To-Filter-results-with-Activity-Feed-API-for-X-Message-ID
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export const messageIdOf = (
  sgMessageId: string | undefined,
  smtpId: string | undefined,
): string | undefined => {
  const header = smtpId?.trim().replace(/^<(.*)>$/s, '$1') || undefined;
  const own = header === undefined ? undefined : /^([^@]+)@[^@]*ismtpd[^@]*$/.exec(header)?.[1];
  return withoutServers(sgMessageId) ?? own ?? sgMessageId ?? header;
};

const withoutServers = (sgMessageId: string | undefined): string | undefined => {
  if (sgMessageId === undefined || /^(?:st)?(?:filter|recvd)/.test(sgMessageId)) return undefined;
  const start = sgMessageId.search(/\.(?:st)?(?:filter|recvd)/);
  return start === -1 ? sgMessageId.split('.', 1)[0] : sgMessageId.slice(0, start);
};
