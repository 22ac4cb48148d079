/**
 * Custom arguments are the names and values that SendGrid keeps with an e-mail and hands back as further keys
 * of its events. A name that SendGrid uses itself would vanish without a word
 * (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event), so those travel with a prefix.
 */
const prefix = 'touchline_';
const metadataPrefix = `${prefix}metadata_`;

/** Carries the idempotency key of the delivery that sent the e-mail, so that its events can be tied to it. */
export const deliveryKeyArgument = `${prefix}delivery`;

/** The keys of SendGrid's own in events, of this and former years. */
const ownKeys: ReadonlySet<string> = new Set([
  'asm_group_id',
  'attempt',
  'bounce_classification',
  'category',
  'cert_err',
  'email',
  'event',
  'ip',
  'marketing_campaign_id',
  'marketing_campaign_name',
  'marketing_campaign_split_id',
  'marketing_campaign_version',
  'mc_stats',
  'newsletter',
  'phase_id',
  'pool',
  'post_type',
  'reason',
  'response',
  'send_at',
  'sg_content_type',
  'sg_event_id',
  'sg_machine_open',
  'sg_message_id',
  'sg_template_id',
  'sg_template_name',
  'sg_user_id',
  'singlesend_id',
  'singlesend_name',
  'smtp-id',
  'status',
  'template',
  'timestamp',
  'tls',
  'type',
  'unique_args',
  'url',
  'url_offset',
  'useragent',
]);

/** The custom arguments of an e-mail. */
export const toCustomArgs = (
  metadata: Readonly<Record<string, string>>,
  deliveryKey: string,
): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      ownKeys.has(name) || name.startsWith(prefix) ? metadataPrefix + name : name,
      value,
    ]),
  ),
  [deliveryKeyArgument]: deliveryKey,
});

/**
 * The metadata that an event hands back; undefined where there is none. What is neither text, number nor
 * boolean is passed over.
 */
export const metadataOf = (event: Readonly<Record<string, unknown>>): Record<string, string> | undefined => {
  const entries = Object.entries(event)
    .filter(([name, value]) => !ownKeys.has(name) && name !== deliveryKeyArgument && isPlain(value))
    .map(([name, value]) => [withoutPrefix(name), String(value).slice(0, 8_192)] as const)
    .filter(([name]) => name !== '' && name.length <= 256);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const withoutPrefix = (name: string): string =>
  name.startsWith(metadataPrefix) ? name.slice(metadataPrefix.length) : name;

/** The idempotency key of the delivery that sent the e-mail of an event, where it was ours. */
export const deliveryKeyOf = (event: Readonly<Record<string, unknown>>): string | undefined => {
  const key = event[deliveryKeyArgument];
  return typeof key === 'string' && /^\P{Cc}{1,4096}$/u.test(key) ? key : undefined;
};
