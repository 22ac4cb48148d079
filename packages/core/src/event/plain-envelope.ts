import { timestamp } from '../values/timestamp.ts';
import type { Attributes } from './attributes.ts';
import { hotParser } from './hot-parser.ts';

/**
 * What `envelopeSchema` makes of attributes, for the attributes that nearly every event has: no extensions, and text in
 * ASCII. Undefined where that cannot be told at a glance; then the schema decides. It is a fraction of the schema's work,
 * on the path of every event. The tests hold the two to each other.
 */
export const plainEnvelope = (event: Attributes): Attributes | undefined => {
  const { specversion, id, source, type, time, subject, datacontenttype, dataschema } = event;
  if (
    specversion !== '1.0' ||
    !isText(id, 1_024) ||
    !isSource(source) ||
    typeof type !== 'string' ||
    type.length === 0 ||
    type.length > 256 ||
    (datacontenttype !== undefined && datacontenttype !== 'application/json') ||
    !isTime(time) ||
    !isTextOrAbsent(subject) ||
    !isSchema(dataschema)
  )
    return undefined;
  // Written member by member: where a literal's objects once lived long, as events do behind a route that is stuck, V8 makes
  // all later ones as old objects, and then each event costs a share of a collection of the whole heap.
  const envelope: Attributes = {};
  envelope.specversion = specversion;
  envelope.id = id;
  envelope.source = source;
  envelope.type = type;
  envelope.time = time;
  let known = 5;
  if (subject !== undefined) {
    envelope.subject = subject;
    known += 1;
  }
  envelope.datacontenttype = 'application/json';
  if (datacontenttype !== undefined) known += 1;
  if (dataschema !== undefined) {
    envelope.dataschema = dataschema;
    known += 1;
  }
  if ('data' in event) {
    envelope.data = event.data;
    known += 1;
  }
  for (const name of optionalTexts) {
    const value = event[name];
    if (value === undefined) continue;
    if (name === 'causationdepth' ? !isDepth(value) : !isText(value, longestText)) return undefined;
    envelope[name] = value;
    known += 1;
  }
  let members = 0;
  for (const name in event) if (event[name] !== undefined || name === 'data') members += 1;
  return members === known ? envelope : undefined;
};

const longestText = 4_096;

/** In the order of the schema, after `data`. */
const optionalTexts = [
  'partitionkey',
  'traceparent',
  'tracestate',
  'correlationid',
  'causationid',
  'causationdepth',
  'origin',
  'tenantid',
  'sequence',
] as const;

const plainText = /^[ -~]+$/;

/** The printable ASCII characters that a URI-reference may hold. */
const plainReference = /^[!#-;=?-[\]_a-z~]+$/;

const isText = (value: unknown, maxLength: number): boolean =>
  typeof value === 'string' && value.length <= maxLength && plainText.test(value);

const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value, longestText);

const isDepth = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000;

/** What was right last is right again: many events in a row are of one millisecond, one source and one type. */
const rememberingLast = (isRight: (value: unknown) => boolean): ((value: unknown) => boolean) => {
  let last: unknown;
  return (value) => {
    if (value === last && value !== undefined) return true;
    if (!isRight(value)) return false;
    last = value;
    return true;
  };
};

const parseTime = hotParser(timestamp);
const isTime = rememberingLast((time) => parseTime(time).success);

const isSource = rememberingLast(
  (source) => typeof source === 'string' && source.length <= 1_024 && plainReference.test(source),
);

const isSchema = rememberingLast(isTextOrAbsent);
