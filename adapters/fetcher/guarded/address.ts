import ipaddr from 'ipaddr.js';

/** Public by their number, and answered by the cloud that the machine stands in: Azure's service address. */
const SERVICES: ReadonlySet<string> = new Set(['168.63.129.16']);

const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether the address belongs to the public internet. Not so: this machine, private networks, link-local ones (where
 * clouds answer with credentials), multicast, reserved ranges, and IPv6 forms that carry an IPv4 address, such as
 * mapped ones, 6to4, Teredo and NAT64, since what they lead to is decided elsewhere.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || SERVICES.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}

/** Whether the list names the host, alone (any port) or as `host:port`. IPv6 addresses stand in brackets. */
export function isListed(url: URL, hosts: ReadonlySet<string>): boolean {
  const host = url.hostname.replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return hosts.has(host) || hosts.has(`${host}:${port}`);
}
