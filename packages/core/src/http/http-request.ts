import type { z } from 'zod';
import type { Secret } from '../privacy/secret.ts';
import type { FormArrays, FormFields } from './form.ts';

/** Header values by name. `undefined` is left out. */
export type HeaderFields = { readonly [name: string]: string | number | Secret | undefined };

/** A body is one of these, or none. A {@link Secret} anywhere in `json` or `form` is sent as its value. */
export type HttpRequestBody =
  | { readonly json?: unknown; readonly form?: never; readonly multipart?: never; readonly body?: never }
  | {
      /** Sent as `application/x-www-form-urlencoded`; see {@link encodeForm}. */
      readonly form: FormFields;
      /** How arrays in the form are written. Default `index`. */
      readonly formArrays?: FormArrays;
      readonly json?: never;
      readonly multipart?: never;
      readonly body?: never;
    }
  | {
      /** Sent as `multipart/form-data`; files are `Blob`s with a name. */
      readonly multipart: FormData;
      readonly json?: never;
      readonly form?: never;
      readonly body?: never;
    }
  | {
      /** Sent as it is; say its `content-type` in the headers. */
      readonly body: string | Uint8Array;
      readonly json?: never;
      readonly form?: never;
      readonly multipart?: never;
    };

/** What a request may say besides its method and target. */
export type HttpRequestOptions<Schema extends z.ZodType = z.ZodType> = HttpRequestBody & {
  /** Arrays repeat the name: `tag=a&tag=b`. */
  readonly query?: FormFields;
  /** Win over the client's. Unlike the client's, they are also sent to an outside URL. */
  readonly headers?: HeaderFields;
  /** What a successful answer must look like, and the type of its body. Be lenient: only the fields that are read. */
  readonly response?: Schema;
  /** How the answer's body is read. `auto`, the default: JSON where it is JSON, else text; `undefined` where it is empty. */
  readonly read?: 'auto' | 'text' | 'bytes';
  /**
   * Whether doing it twice is the same as doing it once. It decides whether the client may repeat it by itself, and whether
   * a broken connection, or a gateway's 502 or 504, leaves its outcome ambiguous. Default: true for GET and HEAD and where an `idempotencyKey` is
   * given, else false.
   */
  readonly idempotent?: boolean;
  /** Sent in the header that the client's `idempotencyKeyHeader` names. */
  readonly idempotencyKey?: string;
  /** Bounds the whole call: credentials, connection, repeats and waits between them included. Default: the client's. */
  readonly timeoutMs?: number;
  /** Ends the call with `http.aborted`. */
  readonly signal?: AbortSignal;
  /** A label for errors and `onCall`, such as `payment.refund`. It is printed as it is. */
  readonly operation?: string;
};

/** A request. Errors name its method, origin and operation; never its path, query, headers or body. */
export type HttpRequest<Schema extends z.ZodType = z.ZodType> = HttpRequestOptions<Schema> & {
  /** `GET`, `POST`, … */
  readonly method: string;
} & (
    | {
        /** Below the base URL, starting with a slash. Write it with {@link urlPath} where it holds values. */
        readonly path: string;
        readonly url?: never;
      }
    | {
        /** Absolute. With another origin than the base URL's it is an outside URL; see {@link HttpClient}. */
        readonly url: string | URL;
        readonly path?: never;
      }
  );

/** A successful answer. */
export interface HttpResponse<Body = unknown> {
  /** 200–299. */
  readonly status: number;
  /** Names in lower case. A header sent twice is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}
