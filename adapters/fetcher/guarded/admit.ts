import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isListed, isPublic } from './address.ts';

export interface Admission {
  /** Lets everything through; for a machine whose network holds nothing to protect. */
  allowPrivate: boolean;
  /** `host` or `host:port`, allowed wherever they lead. IPv6 addresses in brackets. */
  allowHosts: readonly string[];
  /** The addresses of a name; the system's resolver unless given. */
  resolve?: (host: string) => Promise<readonly string[]>;
}

/** The addresses that may be connected to for an address on the web; `private` where one of them is not public and not allowed. */
export type Admit = (url: URL) => Promise<readonly string[] | 'private'>;

export function createAdmit({ allowPrivate, allowHosts, resolve = systemResolve }: Admission): Admit {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  return async (url) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const addresses = isIP(host) ? [host] : await resolve(host);
    const isAdmitted = allowPrivate || isListed(url, allowed) || addresses.every(isPublic);
    return isAdmitted ? addresses : 'private';
  };
}

const systemResolve = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

/** Answers every question of the connection with the addresses that were checked. */
export function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    const [first] = entries;
    if (all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family);
  };
}
