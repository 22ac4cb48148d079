import { BlockList, isIP } from 'node:net';

/**
 * Whether an IP address, as text, is one of the public Internet. Everything else is not: private, loopback, link-local,
 * unique-local, carrier-grade NAT, multicast, broadcast, unspecified, documentation and reserved ranges, cloud metadata,
 * every IPv6 form that wraps such an IPv4 address, and what is no address at all.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !specialIpv4.check(address, 'ipv4');
    case 6:
      return isPublicIpv6(address);
    default:
      return false;
  }
};

const isPublicIpv6 = (address: string): boolean => {
  // A zone (`%eth0`) belongs to link-local addresses only.
  if (address.includes('%')) return false;
  // DNS64 gives these for every IPv4-only host where a network speaks only IPv6, so they are judged by what they wrap.
  if (nat64.check(address, 'ipv6')) return isPublicAddress(wrappedIpv4(address));
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
};

/** The IPv4 address that a NAT64 one wraps. The URL parser writes it canonically: `64:ff9b::` and up to two groups. */
const wrappedIpv4 = (address: string): string => {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const groups = canonical.slice('64:ff9b::'.length).split(':');
  const [low = 0, high = 0] = groups.reverse().map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

const blockList = (
  family: 'ipv4' | 'ipv6',
  ranges: readonly (readonly [network: string, prefix: number])[],
): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
};

const specialIpv4 = blockList('ipv4', [
  ['0.0.0.0', 8], // this network, unspecified
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT; 100.100.100.200 is Alibaba Cloud's metadata
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's platform endpoint
  ['169.254.0.0', 16], // link-local; 169.254.169.254 is cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments; 192.0.0.192 is Oracle Cloud's metadata
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays, deprecated
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]);

/** All that is assigned as global unicast. Outside of it: `::`, `::1`, IPv4-mapped, `fc00::/7`, `fe80::/10`, `ff00::/8`. */
const globalIpv6 = blockList('ipv6', [['2000::', 3]]);

const specialIpv6 = blockList('ipv6', [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, deprecated: wraps any IPv4 address
  ['3fff::', 20], // documentation
]);

const nat64 = blockList('ipv6', [['64:ff9b::', 96]]);
