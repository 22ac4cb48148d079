import { toTouchlineError } from '../errors/touchline-error.ts';
import type { Deadline } from './deadline.ts';
import type { HttpClientOptions } from './http-client.ts';
import { mergeHeaders } from './prepare-request.ts';
import type { PreparedRequest } from './transport.ts';

/** The request with the headers that the client's `sign` adds; itself where there is none. */
export const signRequest = async (
  request: PreparedRequest,
  { sign, clock, connector }: Pick<HttpClientOptions, 'clock' | 'connector' | 'sign'>,
  deadline: Pick<Deadline, 'race'>,
): Promise<PreparedRequest> => {
  if (!sign) return request;
  try {
    const signature = await deadline.race(Promise.resolve(sign(request, { nowMs: clock.now() })));
    return { ...request, headers: mergeHeaders(request.headers, signature ?? {}) };
  } catch (thrown) {
    throw toTouchlineError(thrown, connector === undefined ? {} : { connector });
  }
};
