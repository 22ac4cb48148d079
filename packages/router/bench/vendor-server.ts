import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A vendor's API in a process of its own: it reads a request to its end and answers as short as JSON can be. It tells its
// port to the process that forked it, and ends with it.

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 });
    response.end('{}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
