import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { forbiddenUrl } from './outside-url-guard.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Connects to public addresses only. A name is judged by what it resolves to at the moment of connecting, and the
 * connection again by the address it reached, so a name that answers differently the second time (DNS rebinding) gains
 * nothing.
 */
export const guardedConnector = (
  lookup: LookupFunction = dnsLookup as LookupFunction,
): buildConnector.connector => {
  const connect = buildConnector({
    allowH2: false,
    lookup: publicLookup(lookup),
  } as buildConnector.BuildOptions);
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error) return callback(error, null);
      // A simulated socket has no address; a real one has as long as it is connected.
      if (socket.remoteAddress === undefined || isPublicAddress(socket.remoteAddress))
        return callback(null, socket);
      socket.destroy();
      callback(privateAddress(), null);
    });
};

/** Resolves a name, and fails when any of its addresses is not public: one that mixes them is not honest. */
const publicLookup =
  (lookup: LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      // Copied, so that what is connected to is what was looked at.
      const addresses = (Array.isArray(found) ? found : []).map(({ address, family }) => ({
        address,
        family,
      }));
      const first = addresses[0];
      if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        return callback(privateAddress(), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });

const privateAddress = (): Error => forbiddenUrl('its name leads to an address that is not public');
