import { HttpRequestInterceptor } from '@mswjs/interceptors/http';
import { http, passthrough, type RequestHandler } from 'msw';
import { defineNetwork, InterceptorSource, type NetworkApi } from 'msw/experimental';

/** A network in which vendors are played by msw handlers. */
export type VendorsOnTheWire = NetworkApi<InterceptorSource[]>;

/**
 * Plays vendors on the wire with msw, at the socket, so that every client of this process sees them: the connectors' own, undici's
 * and the global `fetch`. Servers on this machine stay real, and a request that nobody plays is an error. Call `enable()`
 * before the tests and `disable()` after them.
 *
 * For an API that a connector calls at length its sandbox is the better stand-in; this is for addresses that only exist
 * outside, such as a URL that came in a webhook.
 */
export const vendorsOnTheWire = (...handlers: RequestHandler[]): VendorsOnTheWire =>
  defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new HttpRequestInterceptor()] })],
    handlers: [...handlers, http.all(/^http:\/\/(127\.0\.0\.1|localhost)\b/, () => passthrough())],
    onUnhandledFrame: 'error',
    context: { quiet: true },
  });
