import { TouchlineError } from '@touchline/core';

/** An event as it was sent, before it is published. */
export type SentEvent = Readonly<Record<string, unknown>>;

/** What was sent to be published. */
export interface SentEvents {
  readonly drafts: readonly SentEvent[];
  /** Whether it was a list, so that what is wrong is named with the index. */
  readonly isBatch: boolean;
}

/** The media types in which events are published. */
export const structuredMode = 'application/cloudevents+json';
export const batchedMode = 'application/cloudevents-batch+json';

/**
 * Reads the events of a request in any of the modes of the CloudEvents HTTP binding, or as drafts.
 *
 * @throws TouchlineError `event.invalid` where an event of CloudEvents lacks what it must have.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export const readSentEvents = (
  body: unknown,
  mediaType: string | undefined,
  headers: Headers,
): SentEvents => {
  if (mediaType === structuredMode) return complete({ drafts: [body as SentEvent], isBatch: false });
  if (mediaType === batchedMode) return complete({ drafts: body as readonly SentEvent[], isBatch: true });
  if (headers.has('ce-specversion'))
    return complete({ drafts: [binaryEvent(body, headers)], isBatch: false });
  return Array.isArray(body)
    ? { drafts: body, isBatch: true }
    : { drafts: [body as SentEvent], isBatch: false };
};

/** Where in a request an event's issue is: `[3].data.amount` in a batch. */
export const pathIn = ({ isBatch }: SentEvents, index: number, path: string): string => {
  if (!isBatch) return path;
  return path === '' || path.startsWith('[') ? `[${index}]${path}` : `[${index}].${path}`;
};

const complete = (sent: SentEvents): SentEvents => {
  const issues = sent.drafts.flatMap((draft, index) =>
    ['specversion', 'id', 'source', 'type']
      .filter((name) => !Object.hasOwn(draft, name))
      .map((name) => ({ path: pathIn(sent, index, name), message: 'is required' })),
  );
  if (issues.length === 0) return sent;
  const named = issues.slice(0, 100);
  throw new TouchlineError(
    'event.invalid',
    `Event is invalid: ${named.map(({ path, message }) => `${path} ${message}`).join('; ')}.`,
    { issues: named },
  );
};

/** The attributes are headers, percent-encoded; the body is the data. */
const binaryEvent = (data: unknown, headers: Headers): SentEvent => {
  const attributes = [...headers].flatMap(([name, value]) => {
    const attribute = /^ce-([a-z0-9]+)$/.exec(name)?.[1];
    return attribute === undefined || attribute === 'data'
      ? []
      : [[attribute, attributeOf(attribute, value)]];
  });
  return { ...Object.fromEntries(attributes), datacontenttype: 'application/json', data };
};

/** As text all of them travel; of Touchline's own only this one is a number. */
const attributeOf = (name: string, value: string): string | number => {
  const text = decoded(value);
  return name === 'causationdepth' && /^\d{1,4}$/.test(text) ? Number(text) : text;
};

const decoded = (value: string): string => {
  const unquoted = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1') ?? value;
  try {
    return decodeURIComponent(unquoted);
  } catch {
    return unquoted;
  }
};
