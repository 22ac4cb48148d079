import type { PreparedRequest, RawResponse, Send } from '@touchline/core';

/** A request as it went on the wire, and what came back, if anything did. */
export interface Exchange {
  readonly request: PreparedRequest;
  readonly answer: RawResponse | undefined;
}

/** Hands requests on to `send`, and keeps them with their answers. */
export const recordExchanges = (send: Send, exchanges: Exchange[]): Send => {
  return async (request, options) => {
    const outcome = await send(request, options);
    exchanges.push({ request, answer: 'failure' in outcome ? undefined : outcome });
    return outcome;
  };
};
