export type { ClientCredentials } from './access-tokens.ts';
export { createDryRun, type DryRun, type PlannedRequest } from './dry-run.ts';
export { encodeForm, type FormArrays, type FormFields, type FormValue } from './form.ts';
export {
  createHttpClient,
  type HttpCallInfo,
  type HttpClient,
  type HttpClientOptions,
} from './http-client.ts';
export type {
  HeaderFields,
  HttpRequest,
  HttpRequestBody,
  HttpRequestOptions,
  HttpResponse,
} from './http-request.ts';
export { assertOutsideUrl, type OutsideUrlOptions } from './outside-url-guard.ts';
export { isPublicAddress } from './public-address.ts';
export type { ErrorReading } from './response-error.ts';
export { longestRetryAfterMs, retryAfterMsOf } from './retry-after.ts';
export { CallAbortController } from './stop.ts';
export type {
  PreparedRequest,
  RawResponse,
  Send,
  SendFailure,
  SendFailureKind,
  SendOptions,
} from './transport.ts';
export { urlPath } from './url-path.ts';
