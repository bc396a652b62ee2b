import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that no stranger's URL may lead us into. Source: IANA's special-purpose address registries; the last is Azure's own. */
const INSIDE_V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
];
/** Within 2000::/3: Teredo and its neighbours, documentation, and 6to4, which hides an IPv4 address. */
const INSIDE_V6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const inside = new BlockList();
for (const [network, bits] of INSIDE_V4) inside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of INSIDE_V6) inside.addSubnet(network, bits, 'ipv6');
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');

/** Is this an address of the public internet? Not loopback, private, link-local, reserved, nor an IPv6 form with an IPv4 address in it. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !inside.check(address, 'ipv4');
    case 6:
      return routed.check(address, 'ipv6') && !inside.check(address, 'ipv6');
    default:
      return false;
  }
}

/** A name that leads nowhere public. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/** Knows only the public addresses of a name, at the moment it connects: it cannot answer differently a moment later. */
export const publicLookup: LookupFunction = (hostname, options: LookupOptions, callback) =>
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 4);
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (first === undefined) return callback(new NotPublic('no public address'), '', 4);
    if (options.all === true) return callback(null, addresses, first.family);
    callback(null, first.address, first.family);
  });
