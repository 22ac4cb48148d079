import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that {@link serveFetch} started. */
export interface FetchServer {
  /** `http://127.0.0.1:` and the port, without a slash at the end. */
  readonly url: string;
  /** Breaks what is under way off and stops listening. */
  readonly close: () => Promise<void>;
}

/**
 * Serves a web-standard handler, such as a sandbox's `fetch`, over HTTP on a free loopback port. A handler
 * that throws answers 500.
 */
export const serveFetch = async (handler: (request: Request) => Promise<Response>): Promise<FetchServer> => {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
};

/** Answers one request with a web-standard handler. */
export const answer = async (
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> => {
  const response = await handler(await requestOf(incoming));
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const cookies = response.headers.getSetCookie();
  outgoing.writeHead(response.status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) });
  outgoing.end(Buffer.from(await response.arrayBuffer()));
};

const requestOf = async (incoming: IncomingMessage): Promise<Request> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', headers } = incoming;
  const hasBody = chunks.length > 0 && method !== 'GET' && method !== 'HEAD';
  return new Request(`http://${headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      [value ?? []].flat().map((one) => [name, one]),
    ),
    ...(hasBody && { body: Buffer.concat(chunks) }),
  });
};
