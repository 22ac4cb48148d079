/**
 * What a delivery does next after an error.
 *
 * - `retry`: the same request may succeed later; it is repeated on the route's schedule.
 * - `reject`: it will never succeed as it is; it becomes a dead letter at once.
 * - `reauthorize`: the credentials are refused; the route pauses and nothing is burnt.
 * - `ambiguous`: the request may or may not have taken effect; it is never blindly repeated.
 */
export type Disposition = 'retry' | 'reject' | 'reauthorize' | 'ambiguous';

/** One row of the table of error codes. */
export interface ErrorCodeEntry {
  /** A short name for people, used as the title of a problem document. */
  readonly title: string;
  /** What to do about it, in one or two sentences; docs/errors.md holds the same text. */
  readonly remedy: string;
  /** The HTTP status with which the error is answered where it reaches an HTTP caller. */
  readonly status: number;
  /** What a delivery does with it, unless the error itself says otherwise. */
  readonly disposition: Disposition;
}

const entry = (status: number, disposition: Disposition, title: string, remedy: string): ErrorCodeEntry => ({
  title,
  remedy,
  status,
  disposition,
});

/**
 * Every error code of Touchline. docs/errors.md mirrors this table and a test compares the two both ways.
 */
export const errorCodes = {
  // Set-up: found at start, one sentence each.
  'config.invalid': entry(
    500,
    'reject',
    'Configuration is invalid',
    'Correct the fields that the message names.',
  ),
  'connector.invalid': entry(
    500,
    'reject',
    'Connector definition is invalid',
    'Correct the definition as the message says.',
  ),
  'connector.unknown': entry(
    404,
    'reject',
    'No such connector',
    'Use one of the registered names that the message lists.',
  ),
  'route.invalid': entry(500, 'reject', 'Route is invalid', 'Correct the route as the message says.'),
  'route.unknown': entry(404, 'reject', 'No such route', 'Use one of the route ids that the message lists.'),
  'command.invalid': entry(400, 'reject', 'Command is invalid', 'Call it as the message says.'),

  // Events.
  'event.invalid': entry(422, 'reject', 'Event is invalid', 'Correct the paths that the message names.'),
  'event.unknown_type': entry(
    422,
    'reject',
    'Event type is unknown',
    'Use a type of the catalogue, or register your own with createKit.',
  ),
  'event.unknown_version': entry(
    422,
    'reject',
    'Event version is unknown',
    'Update this service, or publish a version that it knows.',
  ),
  'event.too_large': entry(
    413,
    'reject',
    'Event is too large',
    'Send less, or raise the limit that the message names.',
  ),
  'event.not_enriched': entry(
    500,
    'retry',
    'Event could not be completed',
    'Correct the function `enrich` of the router as the message says; nothing was stored.',
  ),
  'event.unknown': entry(
    404,
    'reject',
    'No such event',
    'Check its id and its source; retention may have dropped it.',
  ),

  // Requests to the server.
  'request.invalid': entry(
    400,
    'reject',
    'Request is invalid',
    'Correct what the message names: a parameter, a header or the body.',
  ),
  'request.not_found': entry(
    404,
    'reject',
    'No such endpoint',
    'Check the path; GET /openapi.json lists every endpoint.',
  ),
  'request.idempotency_key_reused': entry(
    422,
    'reject',
    'Idempotency key was used before',
    'Send another request under a key of its own; repeat a request under its key unchanged.',
  ),
  'request.method_not_allowed': entry(
    405,
    'reject',
    'Endpoint has no such method',
    'Use a method that the header `Allow` lists.',
  ),
  'request.unsupported_media_type': entry(
    415,
    'reject',
    'Media type is not taken',
    'Send a content type that the message lists, uncompressed.',
  ),
  'request.too_large': entry(
    413,
    'reject',
    'Request is too large',
    'Send less at once, or raise the limit that the message names.',
  ),
  'auth.missing': entry(
    401,
    'reject',
    'Credentials are missing',
    'Send an API key as `Authorization: Bearer …`; without a configured key only webhooks and probes answer.',
  ),
  'auth.invalid': entry(
    401,
    'reject',
    'Credentials are not valid',
    'The key is unknown or has expired, or the token does not verify; get a new one.',
  ),
  'auth.forbidden': entry(
    403,
    'reject',
    'Not allowed',
    'Use a key that has the scope, the tenant or the connector that the message names.',
  ),
  'auth.unavailable': entry(
    503,
    'retry',
    'Credentials cannot be checked',
    'Send it again later. Whoever runs the service is told why: the store of keys failed, or the issuer of tokens cannot be reached.',
  ),
  'rate.limited': entry(429, 'retry', 'Too many requests', 'Wait as long as the header `Retry-After` says.'),
  'webhook_endpoint.unknown': entry(
    404,
    'reject',
    'No such webhook endpoint',
    'Check its id; it may have been deleted.',
  ),
  'webhook_endpoint.limit': entry(
    409,
    'reject',
    'Too many webhook endpoints',
    'Delete one that is no longer needed, or raise the limit.',
  ),

  // Webhooks.
  'webhook.signature_missing': entry(
    401,
    'reject',
    'Webhook is not signed',
    'Send the header that the message names.',
  ),
  'webhook.signature_invalid': entry(
    401,
    'reject',
    'Webhook signature does not match',
    'Check the signing secret, and that nothing on the way changes the body or the URL.',
  ),
  'webhook.timestamp_stale': entry(
    401,
    'reject',
    'Webhook timestamp is outside the tolerance',
    'Check both clocks; a replayed request is refused for good.',
  ),
  'webhook.body_too_large': entry(
    413,
    'reject',
    'Webhook body is too large',
    'Raise maxBodyBytes if the sender is right to send so much.',
  ),
  'webhook.body_malformed': entry(
    400,
    'reject',
    'Webhook body cannot be read',
    'The body is not what its content type says.',
  ),
  'webhook.payload_invalid': entry(
    422,
    'reject',
    'Webhook payload is not as expected',
    'The payload is kept as a dead letter of stage parse; replay it once the connector understands it.',
  ),
  'webhook.method_not_allowed': entry(
    405,
    'reject',
    'Method is not allowed',
    'Send the method that the vendor documents, usually POST.',
  ),
  'webhook.not_supported': entry(
    404,
    'reject',
    'Connector takes no webhooks',
    'Point the vendor at a connector that receives webhooks.',
  ),

  // Actions.
  'action.unknown': entry(404, 'reject', 'No such action', 'Use one of the actions that the message lists.'),
  'action.input_invalid': entry(
    422,
    'reject',
    'Action input is invalid',
    'Correct the paths that the message names.',
  ),
  'action.output_invalid': entry(
    502,
    'reject',
    'Action output is invalid',
    'The connector returned what its contract does not allow; report it to its authors.',
  ),
  'action.not_supported': entry(
    422,
    'reject',
    'Vendor cannot do this',
    'Leave out the option that the message names, or use another vendor.',
  ),
  'map.failed': entry(
    500,
    'reject',
    'Map of a route failed',
    'Correct the map function; the event is kept as a dead letter of stage map.',
  ),

  // Calls to vendors.
  'http.network': entry(
    502,
    'retry',
    'Vendor cannot be reached',
    'Nothing was sent. It is tried again by itself.',
  ),
  'http.timeout': entry(
    504,
    'retry',
    'Vendor did not answer in time',
    'It is tried again by itself where that is safe.',
  ),
  'http.interrupted': entry(
    502,
    'retry',
    'Connection broke before the answer',
    'It is tried again by itself where that is safe.',
  ),
  'http.aborted': entry(499, 'retry', 'Call was aborted', 'The caller gave up, or the service is closing.'),
  'http.rate_limited': entry(
    429,
    'retry',
    'Vendor asks to slow down',
    'It is tried again when the vendor allows.',
  ),
  'http.server_error': entry(
    502,
    'retry',
    'Vendor failed',
    'It is tried again by itself where that is safe.',
  ),
  'http.unauthorized': entry(
    502,
    'reauthorize',
    'Vendor refuses the credentials',
    'Renew the credentials, then resume the route.',
  ),
  'http.rejected': entry(
    502,
    'reject',
    'Vendor rejects the request',
    "Read the vendor's code in the message; the event is kept as a dead letter.",
  ),
  'http.response_invalid': entry(
    502,
    'reject',
    'Vendor answered in an unexpected shape',
    'The vendor may have changed its API; update the connector.',
  ),
  'http.response_too_large': entry(
    502,
    'reject',
    'Vendor answered too much',
    'Raise maxResponseBytes if the answer is right to be so large.',
  ),
  'http.url_forbidden': entry(
    502,
    'reject',
    'URL is not allowed',
    'A URL from outside may not point at a private, loopback, link-local or metadata address.',
  ),

  // Delivery.
  'delivery.ambiguous': entry(
    502,
    'ambiguous',
    'Outcome is unknown',
    'Look in the vendor whether it took effect, then replay or discard the dead letter.',
  ),
  'delivery.exhausted': entry(
    502,
    'reject',
    'Retries are used up',
    'Mend the destination, then replay the dead letter.',
  ),
  'delivery.timeout': entry(
    504,
    'retry',
    'Delivery took too long',
    'Raise the timeoutMs of the route if the destination is right to be so slow.',
  ),
  'delivery.gate_failed': entry(
    503,
    'retry',
    'Gate did not answer',
    'Nothing was delivered; its cause says more. It is tried again by itself.',
  ),
  'delivery.unexpected': entry(
    500,
    'retry',
    'Unexpected failure',
    'An error from outside the Touchline family was thrown; the stack says where. Its own message is left out, since it may hold anything.',
  ),

  // Log and router.
  'log.closed': entry(503, 'retry', 'Event log is closed', 'Publish again when the service is up.'),
  'log.full': entry(
    507,
    'retry',
    'Event log cannot be written',
    'Free disk space; nothing that was acknowledged is lost.',
  ),
  'log.failed': entry(
    503,
    'retry',
    'Event log failed',
    'Its cause says more; nothing that was acknowledged is lost.',
  ),
  'log.corrupt': entry(500, 'reject', 'Event log file is corrupt', 'Restore the file from a backup.'),
  'log.newer_version': entry(
    500,
    'reject',
    'Event log was written by a newer version',
    'Update this service.',
  ),
  'log.locked': entry(
    500,
    'reject',
    'Event log is in use',
    'Stop the other process; one SQLite file serves one process.',
  ),
  'log.lease_lost': entry(
    409,
    'reject',
    'Lease is no longer held',
    'The delivery was settled already, or its lease ran out.',
  ),
  'dead_letter.unknown': entry(404, 'reject', 'No such dead letter', 'It was replayed or discarded already.'),
  'dead_letter.filter_invalid': entry(
    422,
    'reject',
    'Filter of dead letters is invalid',
    'Correct the members that the message names: one that is not known would choose all letters.',
  ),
  'router.closed': entry(503, 'retry', 'Router is closed', 'Publish again when the service is up.'),

  // The customer hub: who is who.
  'hub.customer_unknown': entry(
    404,
    'reject',
    'No such customer',
    'Check its id and its tenant; the customer may have been erased.',
  ),
  'hub.decision_unknown': entry(404, 'reject', 'No such decision', 'Check its id and its tenant.'),
  'hub.decision_invalid': entry(
    409,
    'reject',
    'Decision cannot be made',
    'The message says why; look at the customer and its decisions as they are now.',
  ),

  // The customer hub: its storage.
  'hub.audience_unknown': entry(
    404,
    'reject',
    'No such audience',
    'Use one of the names that the message lists.',
  ),
  'hub.audience_failed': entry(
    500,
    'reject',
    'Predicate of an audience failed',
    'Correct the function; whoever it could not judge stays as they were.',
  ),
  'hub.closed': entry(503, 'retry', 'Hub is closed', 'Try again when the service is up.'),
  'hub.storage_full': entry(
    507,
    'retry',
    'Storage of the hub cannot be written',
    'Free disk space; nothing that was acknowledged is lost.',
  ),
  'hub.storage_failed': entry(
    503,
    'retry',
    'Storage of the hub failed',
    'Its cause says more; nothing that was acknowledged is lost.',
  ),
  'hub.storage_corrupt': entry(
    500,
    'reject',
    'File of the hub is corrupt',
    'Restore the file from a backup, or give the path of a file of its own.',
  ),
  'hub.storage_newer': entry(
    500,
    'reject',
    'File of the hub was written by a newer version',
    'Update this service.',
  ),
  'hub.storage_locked': entry(
    500,
    'reject',
    'File of the hub is in use',
    'Stop the other process; one SQLite file serves one process.',
  ),

  // The hub: keys and privacy.
  'hub.consent_invalid': entry(
    422,
    'reject',
    'Consent is invalid',
    'Correct what the message names; nothing was recorded.',
  ),
  'hub.secret_invalid': entry(
    500,
    'reject',
    'Secret of the hub is too short',
    'Give the hub at least 32 random bytes, such as `openssl rand -base64 32` prints.',
  ),
  'hub.secret_wrong': entry(
    500,
    'reject',
    'Secret of the hub does not fit its storage',
    'Give the secret the storage was made with; to rotate it, the new one first and the former after it.',
  ),
  'hub.sealed_corrupt': entry(
    500,
    'reject',
    'Sealed data is corrupt',
    'Restore the file from a backup; what was sealed cannot be read otherwise.',
  ),
  'hub.key_destroyed': entry(
    410,
    'reject',
    'Person was erased',
    'Nothing; what belonged to the person cannot be read any more.',
  ),
  'hub.key_missing': entry(
    503,
    'retry',
    'Key is missing',
    'The storage of the hub is not the one that this was sealed with, or is an older copy of it; restore the newest.',
  ),
  'hub.receipt_invalid': entry(
    422,
    'reject',
    'Receipt is not valid',
    'Check that it is whole, and that the key is that of the hub that gave it.',
  ),
  'hub.erasure_unknown': entry(404, 'reject', 'No such erasure', 'Check its id.'),
} as const satisfies Record<string, ErrorCodeEntry>;

/** The code of a {@link TouchlineError}: what programs branch on. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * The row of a code. An error of another copy of this package, which may be newer, can carry a code that is not here: it
 * counts as `delivery.unexpected`.
 */
export const entryOf = (code: string): ErrorCodeEntry =>
  Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : errorCodes['delivery.unexpected'];
