import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { holdToAnnouncedLength, TurnEnd } from '@touchline/core';
import type { Server } from '../create-server.ts';

/** Where a server listens. */
export interface ServeOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: this machine only. `0.0.0.0` or `::` listens to all. */
  readonly hostname?: string;
  /** How long the headers of a request may take, in milliseconds. Default 10,000. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs?: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops listening, lets what is under way end for at most `timeoutMs` (default 10,000), and closes the router. What was
   * acknowledged is durable; what was not is sent again by whoever sent it. Closing twice does nothing.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/**
 * Serves over HTTP with Node.
 *
 * @throws the error of Node when it cannot listen, such as `EADDRINUSE`.
 */
export const serve = async (server: Server, options: ServeOptions = {}): Promise<RunningServer> => {
  const { port = 0, hostname = '127.0.0.1', headersTimeoutMs = 10_000, requestTimeoutMs = 60_000 } = options;
  const http = createHttpServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
    requestListener(server),
  );
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, hostname, resolve);
  });
  const { port: actualPort, family, address } = http.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actualPort}`,
    port: actualPort,
    close(closeOptions) {
      closing ??= stop(http, server, closeOptions);
      return closing;
    },
  };
};

/**
 * The server as what Node's `createServer` and Express take. Mount it before anything that reads bodies: the signature of a webhook
 * is over its bytes.
 */
export const requestListener = (server: Pick<Server, 'fetch'>): RequestListener => {
  const turnEnd = new TurnEnd();
  return getRequestListener(async (request, { incoming }) => {
    // The requests that come in one turn are answered together.
    await new Promise<void>((resolve) => turnEnd.putOff(resolve));
    // Node's parser ends a body where its announced length does.
    return server.fetch(holdToAnnouncedLength(request, incoming.rawHeaders));
  });
};

/** No new connections first; those that are open end with their answer. */
const stop = async (
  http: HttpServer,
  server: Server,
  options: { readonly timeoutMs?: number } = {},
): Promise<void> => {
  const stopped = new Promise<void>((resolve) => http.close(() => resolve()));
  await server.close(options);
  http.closeIdleConnections();
  // Answers are written by now; who holds a connection open nevertheless must not hold up the end.
  const cut = setTimeout(() => http.closeAllConnections(), 1_000);
  await stopped;
  clearTimeout(cut);
};
