import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, fetch, type RequestInit, type Response } from 'undici';

/** How a name becomes addresses; `dns.lookup` but in tests. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface GuardOptions {
  /** Plain http and private addresses may be called: development and tests. */
  readonly allowInsecureUrls: boolean;
  /** Without the former: this machine may be called too, also by plain http, and nothing else that is not public. @default false */
  readonly allowLoopback?: boolean;
  readonly resolve?: Resolve;
}

/** A URL of a customer's that we do not call; the message is a whole sentence. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Public by its range, but answered by the host's own cloud: Azure's wire server. */
const OF_CLOUDS: ReadonlySet<string> = new Set(['168.63.129.16']);
/** The part of IPv6 that is routed. Source: RFC 4291 §2.4, IANA's registry of global unicast addresses. */
const ROUTED = ipaddr.IPv6.parseCIDR('2000::/3');
const CONNECT_WITHIN = 10_000;

/**
 * May anybody's URL lead to this address? Not if it is loopback, private, link-local, unique-local, carrier-grade NAT, multicast, reserved,
 * unspecified, or an IPv6 form that hides an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo). An unreadable one may not.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || OF_CLOUDS.has(text)) return false;
  const address = ipaddr.parse(text);
  return (
    address.range() === 'unicast' && (!(address instanceof ipaddr.IPv6) || address.match(ROUTED))
  );
}

const isLoopback = (text: string): boolean =>
  isIP(text) !== 0 && ipaddr.parse(text).range() === 'loopback';

/** What forbids to call this URL, as a sentence; null where nothing does as far as the text tells. A name's addresses are looked at when it is called. */
export function whyNotAllowed(url: URL, allowInsecureUrls: boolean): string | null {
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return 'It must hold no user, password or fragment.';
  if (url.protocol !== 'https:' && !(allowInsecureUrls && url.protocol === 'http:'))
    return 'It must begin with https://.';
  const host = unbracketed(url.hostname);
  return !allowInsecureUrls && isIP(host) !== 0 && !isPublicAddress(host)
    ? 'It leads to an address that is not on the public internet.'
    : null;
}

/**
 * Connections for URLs that customers gave. Each new one is refused unless it is TLS to a public address, or to this machine where that is
 * allowed; a name's addresses are looked at where they are used, so that it cannot answer differently a moment later. Close it at the end.
 */
export function guardedAgent({
  allowInsecureUrls,
  allowLoopback = false,
  resolve = lookup,
}: GuardOptions): Agent {
  if (allowInsecureUrls) return new Agent({ connect: buildConnector({ timeout: CONNECT_WITHIN }) });
  const isSafe = (address: string) =>
    isPublicAddress(address) || (allowLoopback && isLoopback(address));
  const secure = guardedConnector(isSafe, notPublic, resolve);
  // What is not TLS does not leave this machine.
  const plain = guardedConnector(isLoopback, notSecure, resolve);
  return new Agent({
    connect(options, callback) {
      if (options.protocol === 'https:') secure(options, callback);
      else if (allowLoopback) plain(options, callback);
      // Its name need not even be looked up.
      else callback(notSecure(), null);
    },
  });
}

function guardedConnector(
  isAllowed: (address: string) => boolean,
  refused: () => AddressRefused,
  resolve: Resolve,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_WITHIN,
    lookup: lookupOf(isAllowed, refused, resolve),
  });
  return (options, callback) => {
    const host = unbracketed(options.hostname);
    // An address that stands in the URL itself is never looked up.
    if (isIP(host) !== 0 && !isAllowed(host)) callback(refused(), null);
    else connect(options, callback);
  };
}

/** One request to a URL that a customer gave, under the same guard. A redirect is an answer like others, it is not followed. @throws TypeError, whose cause is an {@link AddressRefused} where it was the guard */
export async function guardedFetch(
  url: string | URL,
  init: RequestInit,
  guard: GuardOptions,
): Promise<Response> {
  const agent = guardedAgent(guard);
  const response = await fetch(url, { ...init, redirect: 'manual', dispatcher: agent }).catch(
    async (error: unknown) => {
      await agent.destroy();
      throw error;
    },
  );
  // Ends once the body was read.
  void agent.close();
  return response;
}

/**
 * Knows only the public addresses of a name, at the moment it connects: it cannot answer differently a moment later. Fails with an
 * {@link AddressRefused} where there is none.
 */
export const publicLookup = (resolve: Resolve = lookup): LookupFunction =>
  lookupOf(isPublicAddress, notPublic, resolve);

const lookupOf =
  (
    isAllowed: (address: string) => boolean,
    refused: () => AddressRefused,
    resolve: Resolve,
  ): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = found.filter(({ address }) => isAllowed(address));
      const [first] = addresses;
      if (first === undefined) return callback(refused(), []);
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });

const notSecure = (): AddressRefused => new AddressRefused('The URL must begin with https://.');
const notPublic = (): AddressRefused =>
  new AddressRefused('The URL leads to an address that is not on the public internet.');

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
