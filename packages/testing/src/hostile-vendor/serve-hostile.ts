import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from '../serve-fetch/serve-fetch.ts';
import type { FailurePlan, VendorFailure } from './vendor-failure.ts';

/** A hostile vendor on a real socket. */
export interface HostileServer {
  /** Such as `http://127.0.0.1:49152`. */
  readonly url: string;
  /** How many requests came so far. */
  readonly requests: number;
  readonly close: () => Promise<void>;
}

/**
 * Serves a sandbox on loopback, and fails as the plan says: sockets are destroyed, answers break off, drip or never come.
 * `unreachable` destroys the connection before the request is read: as near as a server can come to not being there.
 */
export const serveHostile = async (
  fetch: (request: Request) => Promise<Response>,
  plan: FailurePlan,
): Promise<HostileServer> => {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    const failure = plan(requests, { method: incoming.method ?? 'GET', url: incoming.url ?? '/' });
    requests += 1;
    void (failure ? fail(failure, incoming, outgoing) : answer(fetch, incoming, outgoing)).catch(() =>
      outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** A byte comes this often. */
const dripMs = 20;

const fail = async (
  failure: VendorFailure,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> => {
  if (failure.kind === 'unreachable') {
    incoming.socket.destroy();
    return;
  }
  await readWhole(incoming);
  switch (failure.kind) {
    case 'answer':
      outgoing.writeHead(failure.status, { 'content-type': 'application/json', ...failure.headers });
      outgoing.end(failure.body ?? '');
      return;
    case 'reset':
      incoming.socket.resetAndDestroy();
      return;
    case 'silence':
      return;
    case 'drip': {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => outgoing.write(' '), dripMs);
      outgoing.once('close', () => clearInterval(timer));
      return;
    }
    case 'truncated':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      outgoing.write('{"id":');
      setImmediate(() => incoming.socket.destroy());
      return;
    case 'endless': {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(65_536, 0x20);
      const pour = (): void => {
        while (!outgoing.destroyed && outgoing.write(chunk));
        if (!outgoing.destroyed) outgoing.once('drain', pour);
      };
      pour();
    }
  }
};

/** Reads a request to its end. */
const readWhole = async (incoming: IncomingMessage): Promise<void> => {
  for await (const _ of incoming);
};
