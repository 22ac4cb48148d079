import { parseJsonBody, readWebhookRequest, TouchlineError } from '@touchline/core';

/** A body, and what it is said to be. */
export interface ReadBody {
  /** In lower case, without parameters; empty where the request does not say. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads the body of a request, counting as it comes: at most `maxBytes` and one chunk are ever held.
 *
 * @throws TouchlineError `request.too_large`; `request.unsupported_media_type` where it is compressed or not UTF-8;
 *   `request.invalid` where it breaks off.
 */
export const readBody = async (request: Request, maxBytes: number): Promise<ReadBody> => {
  const { headers } = request;
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (!/^(identity)?$/i.test(encoding.trim())) throw unsupported('A compressed body is not taken.');
  const [mediaType = '', ...parameters] = (headers.get('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (parameters.some((parameter) => /^charset=(?!"?utf-?8"?$)/.test(parameter)))
    throw unsupported('The charset of a body must be UTF-8.');
  const { rawBody } = await readWebhookRequest(request, { maxBodyBytes: maxBytes }).catch((thrown) => {
    if (!TouchlineError.isInstance(thrown)) throw thrown;
    throw thrown.code === 'webhook.body_too_large'
      ? new TouchlineError('request.too_large', `A body may have at most ${maxBytes} bytes.`)
      : new TouchlineError('request.invalid', 'The body cannot be read.');
  });
  return { mediaType, bytes: rawBody };
};

/**
 * The JSON of a body. Keys named `__proto__` are left out.
 *
 * @throws TouchlineError `request.invalid` when it is not UTF-8, not JSON, or nested too deeply.
 */
export const readJson = (bytes: Uint8Array): unknown => {
  try {
    return parseJsonBody(bytes);
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown)) throw thrown;
    throw new TouchlineError('request.invalid', thrown.message);
  }
};

export const unsupported = (sentence: string): TouchlineError =>
  new TouchlineError('request.unsupported_media_type', sentence);
